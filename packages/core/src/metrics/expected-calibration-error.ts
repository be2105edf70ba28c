import { checkProbabilities } from './check-scores.js';
import { equalCountBins } from './equal-count-bins.js';
import type { ScoreMetric } from './metric.js';
import type { MetricOptions } from './metric-options.js';
import { type RankedScores, rankedWeights, rankScores } from './ranked-scores.js';

export const ECE_BINS = 10;

/**
 * Expected calibration error: over 10 bins of equal count, the mean, weighted by count, of |share of positives − mean
 * probability|. Rows of equal score on both sides of an edge are shared in proportion (see `equalCountBins`).
 *
 * @example
 * import { expectedCalibrationError } from '@propensity/core';
 *
 * expectedCalibrationError([0, 1], [0.25, 0.75]); // → 0.25
 */
export function expectedCalibrationError(
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number>,
  { sampleWeight }: MetricOptions = {},
): number {
  checkProbabilities(yTrue, yScore, sampleWeight);
  const ranked = rankScores(yTrue, yScore);
  return calibrationErrorOfRanked(ranked, rankedWeights(ranked, sampleWeight));
}

/** Kernel of `expectedCalibrationError`. */
export function calibrationErrorOfRanked(ranked: RankedScores, counts: Float64Array): number {
  let error = 0;
  let total = 0;
  for (const { n, positives, scoreSum } of equalCountBins(ranked, ECE_BINS, counts)) {
    error += Math.abs(positives - scoreSum);
    total += n;
  }
  return error / total;
}

export const ECE = {
  name: 'ece',
  label: 'calibration off by',
  direction: 'lower',
  unit: 'share',
  column: 'float',
  kernel: calibrationErrorOfRanked,
} as const satisfies ScoreMetric;
