import { PropensityError } from '../errors/propensity-error.js';

/**
 * Fold of each row, by its user: the range [testShare, 1) of buckets cut into `nFolds` equal parts; −1 for test users
 * (bucket below `testShare`, which is 0 when there are no test users).
 * @param userBucket stable hash of each row's user, in [0, 1)
 * @throws PropensityError `bad_split`
 */
export function userFolds(userBucket: ArrayLike<number>, nFolds: number, testShare: number): Int32Array {
  if (!(testShare >= 0 && testShare < 1)) {
    throw new PropensityError('bad_split', `The share of test users must be from 0 to below 1, not ${testShare}.`, {
      kind: 'usage',
    });
  }
  if (!(Number.isInteger(nFolds) && nFolds >= 2)) {
    throw new PropensityError('bad_split', `The number of folds must be a whole number from 2, not ${nFolds}.`, {
      kind: 'usage',
    });
  }
  return Int32Array.from(userBucket, (bucket) =>
    bucket < testShare ? -1 : Math.min(nFolds - 1, Math.floor(((bucket - testShare) / (1 - testShare)) * nFolds)),
  );
}
