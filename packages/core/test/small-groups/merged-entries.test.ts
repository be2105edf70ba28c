import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fullestTakesFew } from '../../src/small-groups/fullest-takes-few.js';
import { mergedEntries } from '../../src/small-groups/merged-entries.js';

const least = fc.integer({ min: 2, max: 9 });

describe('neighbouring entries together', () => {
  const counts = fc.array(fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 20 })), { maxLength: 60 });
  const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

  it('are groups of enough rows, of entries that follow each other, and leave nobody out where there are enough', () => {
    fc.assert(
      fc.property(counts, least, (sizes, k) => {
        // Each entry's rows have its place as their value, so a group's sums tell which it has.
        const entries = sizes.map((n, key) => ({ key, n, sums: [n * key, n * key * key] }));
        const groups = mergedEntries(entries, k);
        const rows = sumOf(sizes);
        expect(sumOf(groups.map(({ n }) => n))).toBe(rows < k ? 0 : rows);
        const inOrder = groups.map(({ n, sums }) => ({ n, mean: sums[0]! / n })).sort((a, b) => a.mean - b.mean);
        let next = 0;
        for (const { n, mean } of inOrder) {
          expect(n).toBeGreaterThanOrEqual(k);
          let [size, sum] = [0, 0];
          while (size < n) {
            size += sizes[next]!;
            sum += sizes[next]! * next++;
          }
          expect([size, sum / size]).toEqual([n, expect.closeTo(mean, 9)]);
        }
      }),
    );
  });

  it('stay alone where they have enough, and small ones are cut as finely as may be', () => {
    const alone = mergedEntries(
      [12, 15, 10].map((n, key) => ({ key, n, sums: [] })),
      10,
    );
    expect(alone.map(({ n }) => n)).toEqual([12, 15, 10]);
    const single = mergedEntries(
      Array.from({ length: 34 }, (_, key) => ({ key, n: 1, sums: [] })),
      10,
    );
    expect(single.map(({ n }) => n)).toEqual([10, 10, 14]);
    const between = mergedEntries(
      [3, 12, 4, 5, 30].map((n, key) => ({ key, n, sums: [] })),
      10,
    );
    expect(between.map(({ n }) => n)).toEqual([24, 30]);
  });
});

describe('counts of bins', () => {
  it('are of none or of enough, and add up to what they were where there are enough in all', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(30), { minLength: 1, maxLength: 12 }), least, (counts, k) => {
        const found = fullestTakesFew(counts, k);
        const sum = counts.reduce((total, n) => total + n, 0);
        expect(found.reduce((total, n) => total + n, 0)).toBe(sum < k ? 0 : sum);
        for (const n of found) expect(n === 0 || n >= k).toBe(true);
      }),
    );
  });

  it('leave all in place that are of enough', () => {
    expect(fullestTakesFew([5, 1, 40, 0, 2, 7], 5)).toEqual([5, 0, 43, 0, 0, 7]);
  });
});
