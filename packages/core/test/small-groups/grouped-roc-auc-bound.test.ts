import fc from 'fast-check';
import { expect, it } from 'vitest';
import { rocAucScore } from '../../src/metrics/roc-auc-score.js';
import { groupedRocAucBound } from '../../src/small-groups/grouped-roc-auc-bound.js';
import { mergedEntries } from '../../src/small-groups/merged-entries.js';

it('is not exceeded by the difference to the very rows', () => {
  const rows = fc.array(fc.record({ score: fc.integer({ min: -20, max: 20 }), label: fc.nat(1) }), {
    minLength: 30,
    maxLength: 120,
  });
  let largest = 0;
  fc.assert(
    fc.property(rows, fc.integer({ min: 2, max: 6 }), (all, least) => {
      const groups = [0, 1].flatMap((label) => {
        const entries = new Map<number, number>();
        for (const row of all) if (row.label === label) entries.set(row.score, (entries.get(row.score) ?? 0) + 1);
        const merged = mergedEntries(
          [...entries].map(([key, n]) => ({ key, n, sums: [n * key] })),
          least,
        );
        return merged.map(({ n, sums }) => ({ label, n, score: sums[0]! / n }));
      });
      fc.pre(new Set(groups.map(({ label }) => label)).size === 2);
      fc.pre(groups.reduce((sum, { n }) => sum + n, 0) === all.length);
      const column = <K extends 'label' | 'n' | 'score'>(name: K) => Float64Array.from(groups, (group) => group[name]);
      const [scores, labels, counts] = [column('score'), column('label'), column('n')];
      const exact = rocAucScore(
        all.map(({ label }) => label),
        all.map(({ score }) => score),
      )!;
      const apart = Math.abs(rocAucScore(labels, scores, { sampleWeight: counts })! - exact);
      largest = Math.max(largest, apart);
      expect(apart).toBeLessThanOrEqual(groupedRocAucBound({ scores, labels, counts }) + 1e-12);
    }),
  );
  expect(largest).toBeGreaterThan(0);
});
