import type { Interval } from '../metrics/interval.js';
import { liftIntervalOfRanked } from '../metrics/lift-interval.js';
import type { MetricOptions } from '../metrics/metric-options.js';
import { classCounts, rankedWeights, rankScores } from '../metrics/ranked-scores.js';
import { positivesInTop } from '../metrics/top-rows.js';
import type { DecisionPolicy } from './decision-policy.js';

/** What the users within the capacity, those of the highest scores, turned out to be. */
export interface CapacityEvaluation {
  /** The capacity, or everyone where there are fewer. */
  readonly users: number;
  /** Of them: who converted. Users of equal score at the cut count in proportion. */
  readonly positives: number;
  /** Their share of everyone who converted: the captured share; null where nobody did. */
  readonly recall: number | null;
  /** `recall` over the share of the users: how many times as many as among as many drawn at random; null where nobody converted. */
  readonly lift: number | null;
  /** 95 %; left out with fewer than two users of a class. */
  readonly intervals: { readonly recall?: Interval; readonly lift?: Interval };
}

/**
 * Capture and lift at the capacity of the decision; null where the policy has no capacity.
 * @param yTrue 0 or 1, one per user
 * @param proba one per user, at least one
 * @param options.sampleWeight users of that score and label that each element stands for; default 1 each
 */
export function evaluateCapacity(
  policy: DecisionPolicy | undefined,
  yTrue: ArrayLike<number>,
  proba: ArrayLike<number>,
  { sampleWeight }: MetricOptions = {},
): CapacityEvaluation | null {
  if (policy === undefined || !('topUsers' in policy)) return null;
  const ranked = rankScores(yTrue, proba);
  const counts = rankedWeights(ranked, sampleWeight);
  const all = classCounts(ranked, counts);
  const total = all.positives + all.negatives;
  const users = Math.min(policy.topUsers, total);
  const positives = positivesInTop(ranked, counts, users);
  const share = users / total;
  const recall = all.positives === 0 ? null : positives / all.positives;
  // The middle of the percentages that round up to this many users: rounding cannot make it one more.
  const lift = liftIntervalOfRanked(ranked, counts, ((users - 0.5) / total) * 100);
  return {
    users,
    positives,
    recall,
    lift: recall === null ? null : recall / share,
    intervals: lift === null ? {} : { recall: [lift[0] * share, Math.min(1, lift[1] * share)], lift },
  };
}
