import { checkScores } from './check-scores.js';
import type { ScoreMetric } from './metric.js';
import type { MetricOptions } from './metric-options.js';
import { type RankedScores, rankedWeights, rankScores } from './ranked-scores.js';
import { rocAucByBuckets } from './roc-auc-by-buckets.js';
import { rocAucIntervalOfRanked } from './roc-auc-interval.js';

/**
 * Area under the ROC curve: the probability that a random positive scores above a random negative, ties counting half.
 * Null when one class is absent. Invariant under any increasing map of the scores.
 *
 * @example
 * import { rocAucScore } from '@propensity/core';
 *
 * const yTrue = [0, 0, 1, 1];
 * const yScore = [0.1, 0.4, 0.35, 0.8];
 * rocAucScore(yTrue, yScore); // → 0.75
 *
 * @see scikit-learn's `roc_auc_score`
 */
export function rocAucScore(
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number>,
  { sampleWeight }: MetricOptions = {},
): number | null {
  checkScores(yTrue, yScore, sampleWeight);
  if (sampleWeight === undefined) {
    return rocAucByBuckets(yTrue, yScore instanceof Float64Array ? yScore : Float64Array.from(yScore));
  }
  const ranked = rankScores(yTrue, yScore);
  return rocAucOfRanked(ranked, rankedWeights(ranked, sampleWeight));
}

/** Kernel of `rocAucScore`. */
export function rocAucOfRanked({ labels, groupEnds }: RankedScores, counts: Float64Array): number | null {
  let positives = 0;
  let negatives = 0;
  let wins = 0;
  let row = 0;
  for (let group = 0; group < groupEnds.length; group++) {
    const end = groupEnds[group]!;
    let groupPositives = 0;
    let groupCount = 0;
    for (; row < end; row++) {
      groupPositives += counts[row]! * labels[row]!;
      groupCount += counts[row]!;
    }
    const groupNegatives = groupCount - groupPositives;
    wins += groupNegatives * (positives + groupPositives / 2);
    positives += groupPositives;
    negatives += groupNegatives;
  }
  return positives > 0 && negatives > 0 ? wins / (positives * negatives) : null;
}

export const ROC_AUC = {
  name: 'roc_auc',
  label: 'ROC AUC',
  direction: 'higher',
  unit: 'score',
  column: 'float',
  kernel: rocAucOfRanked,
  interval: rocAucIntervalOfRanked,
} as const satisfies ScoreMetric;
