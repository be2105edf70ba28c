import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitByUser } from '../../src/model-selection/split-by-user.js';
import { userFolds } from '../../src/model-selection/user-folds.js';

const someBuckets = fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }));
const someShare = fc.double({ min: 0.01, max: 0.99, noNaN: true });

describe('splitByUser', () => {
  it('puts every row on one side, and a user always on the same', () => {
    fc.assert(
      fc.property(someBuckets, someShare, (buckets, share) => {
        const { train, test } = splitByUser([...buckets, ...buckets], share);
        expect([...train, ...test].sort((a, b) => a - b)).toEqual([...Array(2 * buckets.length).keys()]);
        buckets.forEach((_, row) => {
          expect(test.includes(row)).toBe(test.includes(row + buckets.length));
        });
      }),
    );
  });
});

describe('userFolds', () => {
  it('gives a fold to exactly the users that train', () => {
    fc.assert(
      fc.property(someBuckets, someShare, fc.integer({ min: 2, max: 10 }), (buckets, share, nFolds) => {
        const folds = userFolds(buckets, nFolds, share);
        const { test } = splitByUser(buckets, share);
        expect([...folds.keys()].filter((row) => folds[row] === -1)).toEqual([...test]);
        expect(Math.max(0, ...folds)).toBeLessThan(nFolds);
      }),
    );
  });

  it('cuts the range of training users evenly', () => {
    const buckets = Array.from({ length: 1000 }, (_, i) => (i + 0.5) / 1000);
    const counts = new Map<number, number>();
    for (const fold of userFolds(buckets, 4, 0.2)) counts.set(fold, (counts.get(fold) ?? 0) + 1);
    expect(Object.fromEntries(counts)).toEqual({ '-1': 200, 0: 200, 1: 200, 2: 200, 3: 200 });
  });

  it.each([
    [1, 0.2],
    [2.5, 0.2],
    [5, -0.1],
    [5, 1],
  ])('refuses %d folds with a test share of %d', (nFolds, share) => {
    expect(() => userFolds([0.5], nFolds, share)).toThrow(expect.objectContaining({ code: 'bad_split' }));
  });
});
