import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { userFolds } from '../../src/model-selection/user-folds.js';
import { userBucket } from '../../src/windows/user-bucket.js';
import { inUserSample } from '../../src/windows/user-sample.js';

const buckets = Float64Array.from({ length: 40_000 }, (_, i) => userBucket(`${1_000_000 + i}.${i * 7919}`));
const share = fc.double({ min: 0.001, max: 1, noNaN: true });
const someBucket = fc.integer({ min: 0, max: 2 ** 52 - 1 }).map((bits) => bits / 2 ** 52);

/** Of how many of the users the condition holds, and how many standard deviations that is from the share expected. */
function deviations(users: Float64Array, expected: number, condition: (bucket: number) => boolean): number {
  const found = users.filter(condition).length;
  return Math.abs(found - users.length * expected) / Math.sqrt(users.length * expected * (1 - expected));
}

describe('inUserSample', () => {
  it.each([0.01, 0.1, 0.25, 0.5, 0.9])('takes a share of %f of the users', (wanted) => {
    expect(deviations(buckets, wanted, (bucket) => inUserSample(bucket, wanted))).toBeLessThan(4);
  });

  it('takes everyone at 1, and with a larger share everyone of a smaller one', () => {
    fc.assert(
      fc.property(someBucket, share, share, (bucket, a, b) => {
        expect(inUserSample(bucket, 1)).toBe(true);
        if (inUserSample(bucket, Math.min(a, b))) expect(inUserSample(bucket, Math.max(a, b))).toBe(true);
      }),
    );
  });

  it.each([0.05, 0.2, 0.5])('keeps the share of test users, %f, and of every fold', (testShare) => {
    const sample = buckets.filter((bucket) => inUserSample(bucket, 0.3));
    expect(deviations(sample, testShare, (bucket) => bucket < testShare)).toBeLessThan(4);
    const folds = userFolds(sample, 5, testShare);
    for (let fold = 0; fold < 5; fold++) {
      const inFold = new Set(sample.filter((_, i) => folds[i] === fold));
      expect(deviations(sample, (1 - testShare) / 5, (bucket) => inFold.has(bucket))).toBeLessThan(4);
    }
  });

  it('is determined by bits that no split uses', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 20 - 1 }), someBucket, share, (high, bucket, wanted) => {
        const low = bucket * 2 ** 20 - Math.floor(bucket * 2 ** 20);
        expect(inUserSample((high + low) / 2 ** 20, wanted)).toBe(inUserSample(bucket, wanted));
      }),
    );
  });
});
