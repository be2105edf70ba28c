import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type BinnedScores, binningBound } from '../../src/counted-scores/binning-bound.js';
import { evaluateScores } from '../../src/metrics/evaluate-scores.js';
import { camelCase } from '../../src/metrics/metric.js';
import { SCORE_METRICS } from '../../src/metrics/metric-list.js';

interface Row {
  readonly proba: number;
  readonly label: number;
}

const rowsOfBothClasses: fc.Arbitrary<Row[]> = fc
  .array(
    fc.record({
      proba: fc.oneof(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom(0, 1, 0.3, 1 - 2 ** -53, 1e-17, 5e-324, 0.3000001),
      ),
      label: fc.integer({ min: 0, max: 1 }),
    }),
    { minLength: 4, maxLength: 120 },
  )
  .map((rows) => [...rows, { proba: 0.25, label: 0 }, { proba: 0.75, label: 1 }]);

/** In bins of equal width. */
function inBins(rows: readonly Row[], bins: number): BinnedScores {
  const binOf = ({ proba }: Row) => Math.min(bins - 1, Math.floor(proba * bins));
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = `${binOf(row)} ${row.label}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  const entries = [...groups.values()];
  const ofBin = (bin: number) => rows.filter((row) => binOf(row) === bin);
  const mean = (some: readonly Row[]) => some.reduce((sum, { proba }) => sum + proba, 0) / some.length;
  return {
    scores: Float64Array.from(entries, ([first]) => mean(ofBin(binOf(first!)))),
    labels: Float64Array.from(entries, ([first]) => first!.label),
    counts: Float64Array.from(entries, ({ length }) => length),
    low: Float64Array.from(entries, (some) => Math.min(...some.map(({ proba }) => proba))),
    high: Float64Array.from(entries, (some) => Math.max(...some.map(({ proba }) => proba))),
  };
}

it('bounds what binning does to every metric of scores', () => {
  fc.assert(
    fc.property(rowsOfBothClasses, fc.integer({ min: 1, max: 60 }), (rows, bins) => {
      const binned = inBins(rows, bins);
      const bound = binningBound(binned);
      const exact = evaluateScores(
        rows.map(({ label }) => label),
        rows.map(({ proba }) => proba),
        { intervals: false },
      );
      const counted = evaluateScores(binned.labels, binned.scores, { intervals: false, sampleWeight: binned.counts });
      for (const { name } of SCORE_METRICS) {
        const [real, found] = [exact[camelCase(name)], counted[camelCase(name)]];
        const size = Math.max(1, Math.abs(real ?? 0));
        expect(Math.abs((real ?? 0) - (found ?? 0)), name).toBeLessThanOrEqual((bound[name] ?? 0) + 1e-9 * size);
      }
    }),
    { numRuns: 300 },
  );
});

it('is nothing where every bin has one score', () => {
  const [scores, labels] = [Float64Array.of(0.9, 0.9, 0.2), Float64Array.of(1, 0, 0)];
  const bound = binningBound({ scores, labels, counts: Float64Array.of(4, 2, 9), low: scores, high: scores });
  for (const [name, value] of Object.entries(bound)) expect(value, name).toBe(0);
});

it('of the ROC AUC is half the share of pairs within bins, and is reached', () => {
  const rows = [
    { proba: 0.11, label: 0 },
    { proba: 0.12, label: 1 },
    { proba: 0.9, label: 1 },
    { proba: 0.8, label: 0 },
  ];
  const binned = inBins(rows, 2);
  expect(binningBound(binned).roc_auc).toBe(0.25);
  const [labels, scores] = [rows.map(({ label }) => label), rows.map(({ proba }) => proba)];
  expect(evaluateScores(labels, scores).rocAuc).toBe(0.75);
  expect(evaluateScores(binned.labels, binned.scores, { sampleWeight: binned.counts }).rocAuc).toBe(0.5);
});
