import { averagePrecisionIntervalOfRanked } from './average-precision-interval.js';
import { checkScores } from './check-scores.js';
import type { ScoreMetric } from './metric.js';
import type { MetricOptions } from './metric-options.js';
import { type RankedScores, rankedWeights, rankScores } from './ranked-scores.js';

/**
 * Average precision: Σ (Rₖ − Rₖ₋₁)·Pₖ over the distinct scores, highest first, without interpolation. Its value for a random
 * ranking is the base rate. Null when there is no positive.
 *
 * @example
 * import { averagePrecisionScore } from '@propensity/core';
 *
 * const yTrue = [0, 0, 1, 1];
 * const yScore = [0.1, 0.4, 0.35, 0.8];
 * averagePrecisionScore(yTrue, yScore); // → 5 / 6
 *
 * @see scikit-learn's `average_precision_score`
 */
export function averagePrecisionScore(
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number>,
  { sampleWeight }: MetricOptions = {},
): number | null {
  checkScores(yTrue, yScore, sampleWeight);
  const ranked = rankScores(yTrue, yScore);
  return averagePrecisionOfRanked(ranked, rankedWeights(ranked, sampleWeight));
}

/** Kernel of `averagePrecisionScore`. */
export function averagePrecisionOfRanked({ labels, groupEnds }: RankedScores, counts: Float64Array): number | null {
  let positives = 0;
  let total = 0;
  let area = 0;
  let row = 0;
  for (let group = 0; group < groupEnds.length; group++) {
    const end = groupEnds[group]!;
    const before = positives;
    for (; row < end; row++) {
      positives += counts[row]! * labels[row]!;
      total += counts[row]!;
    }
    if (positives > before) area += (positives - before) * (positives / total);
  }
  return positives > 0 ? area / positives : null;
}

export const AVERAGE_PRECISION = {
  name: 'average_precision',
  label: 'average precision',
  direction: 'higher',
  unit: 'score',
  column: 'float',
  kernel: averagePrecisionOfRanked,
  interval: averagePrecisionIntervalOfRanked,
} as const satisfies ScoreMetric;
