import type { HoldoutConfig } from '../config/holdout-schema.js';
import { saltedBucket } from '../windows/user-bucket.js';

/** Who is left out: the part of the configuration that decides it. */
export type HoldoutRule = Pick<HoldoutConfig, 'share' | 'seed'>;

/** Put before user ids, so that being held out has nothing to do with the split into training and test, nor with samples. */
export function holdoutSalt({ seed }: Pick<HoldoutRule, 'seed'>): string {
  return `propensity-holdout:${seed}:`;
}

/** Whether a user is held out: the same answer every week, for a greater share too. */
export function isHeldOut(userId: string, rule: HoldoutRule): boolean {
  return saltedBucket(holdoutSalt(rule), userId) < rule.share;
}
