import { PropensityError } from '../errors/propensity-error.js';

export interface UserSplit {
  /** Row indices, ascending. */
  readonly train: Uint32Array;
  readonly test: Uint32Array;
}

/**
 * Tests on the users whose bucket is below `testShare` and trains on the others: a user is never on both sides, in any
 * snapshot.
 * @param userBucket stable hash of each row's user, in [0, 1)
 * @param testShare in (0, 1)
 * @throws PropensityError `bad_split`
 *
 * @example
 * import { splitByUser, userBucket } from '@propensity/core';
 *
 * const users = ['ann', 'ann', 'bob', 'eve'];
 * const { train, test } = splitByUser(users.map((user) => userBucket(user)), 0.2);
 * train.length + test.length; // → 4
 */
export function splitByUser(userBucket: ArrayLike<number>, testShare: number): UserSplit {
  checkTestShare(testShare);
  const rows = Uint32Array.from({ length: userBucket.length }, (_, row) => row);
  return {
    train: rows.filter((row) => userBucket[row]! >= testShare),
    test: rows.filter((row) => userBucket[row]! < testShare),
  };
}

/** @throws PropensityError `bad_split` unless 0 < testShare < 1 */
export function checkTestShare(testShare: number): void {
  if (!(testShare > 0 && testShare < 1)) {
    throw new PropensityError('bad_split', `The share of test users must be between 0 and 1, not ${testShare}.`, {
      kind: 'usage',
    });
  }
}
