import { describe, expect, it } from 'vitest';
import { holdoutSalt, isHeldOut } from '../../src/holdout/held-out.js';
import { userBucket } from '../../src/windows/user-bucket.js';
import { inUserSample } from '../../src/windows/user-sample.js';

const USERS = Array.from({ length: 20_000 }, (_, n) => `${n}.1700000000`);
const shareOf = (users: readonly string[], share: number, seed = 0) =>
  users.filter((user) => isHeldOut(user, { share, seed })).length / users.length;

describe('isHeldOut', () => {
  it('holds out the share that is asked for', () => {
    // Within four standard errors.
    for (const share of [0.01, 0.05, 0.2, 0.5]) {
      expect(Math.abs(shareOf(USERS, share) - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / USERS.length));
    }
  });

  it('keeps whom it has when the share grows', () => {
    const few = USERS.filter((user) => isHeldOut(user, { share: 0.05, seed: 0 }));
    expect(few.length).toBeGreaterThan(800);
    expect(few.every((user) => isHeldOut(user, { share: 0.06, seed: 0 }))).toBe(true);
  });

  it('has nothing to do with the test split, with samples or with another seed', () => {
    const groups = [
      USERS.filter((user) => userBucket(user) < 0.2),
      USERS.filter((user) => inUserSample(userBucket(user), 0.2)),
      USERS.filter((user) => isHeldOut(user, { share: 0.2, seed: 1 })),
    ];
    for (const group of groups) {
      expect(group.length).toBeGreaterThan(3700);
      expect(Math.abs(shareOf(group, 0.2) - 0.2)).toBeLessThan(4 * Math.sqrt(0.16 / group.length));
    }
  });

  it('has a salt of its own for every seed', () => {
    expect([holdoutSalt({ seed: 0 }), holdoutSalt({ seed: 12 })]).toEqual([
      'propensity-holdout:0:',
      'propensity-holdout:12:',
    ]);
  });
});
