import { checkProbabilities } from './check-scores.js';
import { expectedPositivesOfRanked } from './expected-positives.js';
import type { Interval } from './interval.js';
import type { ScoreMetric } from './metric.js';
import type { MetricOptions } from './metric-options.js';
import { classCounts, type RankedScores, rankedWeights, rankScores } from './ranked-scores.js';
import { wilsonInterval } from './wilson-interval.js';

/**
 * Positives over the sum of the probabilities (O:E, calibration in the large): 1 where as many converted as predicted, 2
 * where twice as many did. Null where the probabilities sum to 0.
 *
 * @example
 * import { observedOverExpected } from '@propensity/core/metrics';
 *
 * observedOverExpected([1, 0, 1, 0], [0.25, 0.25, 0.25, 0.25]); // → 2
 *
 * @see Debray et al. (2017), "A guide to systematic review and meta-analysis of prediction model performance"
 */
export function observedOverExpected(
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number>,
  { sampleWeight }: MetricOptions = {},
): number | null {
  checkProbabilities(yTrue, yScore, sampleWeight);
  const ranked = rankScores(yTrue, yScore);
  return observedOverExpectedOfRanked(ranked, rankedWeights(ranked, sampleWeight));
}

/** Kernel of `observedOverExpected`. */
export function observedOverExpectedOfRanked(ranked: RankedScores, counts: Float64Array): number | null {
  const expected = expectedPositivesOfRanked(ranked, counts);
  return expected > 0 ? classCounts(ranked, counts).positives / expected : null;
}

/** 95 %: Wilson's interval of the share of positives over the mean probability, which is taken as it is. */
function observedOverExpectedInterval(ranked: RankedScores, counts: Float64Array): Interval | null {
  const expected = expectedPositivesOfRanked(ranked, counts);
  if (!(expected > 0)) return null;
  const { positives, negatives } = classCounts(ranked, counts);
  const total = positives + negatives;
  const [low, high] = wilsonInterval(positives, total);
  return [(low * total) / expected, (high * total) / expected];
}

export const OBSERVED_OVER_EXPECTED = {
  name: 'observed_over_expected',
  label: 'observed over expected',
  direction: 'none',
  unit: 'times',
  column: 'float',
  kernel: observedOverExpectedOfRanked,
  interval: observedOverExpectedInterval,
} as const satisfies ScoreMetric;
