import { checkProbabilities } from './check-scores.js';
import { meanLoss } from './mean-loss.js';
import { meanLossIntervalOfRanked } from './mean-loss-interval.js';
import type { ScoreMetric } from './metric.js';
import type { MetricOptions } from './metric-options.js';
import type { RankedScores } from './ranked-scores.js';

/** Probabilities are clipped to [ε, 1 − ε], ε = 2⁻⁵², so that a certain and wrong row costs 36, not infinity. */
export const LOG_LOSS_EPSILON = Number.EPSILON;

/**
 * Mean of −ln of the probability given to what happened (nats). Lower is better.
 *
 * @example
 * import { logLoss } from '@propensity/core';
 *
 * logLoss([1, 0], [0.8, 0.2]); // → -Math.log(0.8)
 *
 * @see scikit-learn's `log_loss`, which clips in the same way
 */
export function logLoss(
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number>,
  { sampleWeight }: MetricOptions = {},
): number {
  checkProbabilities(yTrue, yScore, sampleWeight);
  return meanLoss(yTrue, yScore, logLossOfRow, sampleWeight);
}

/** Log-loss of one row: its only definition. */
export function logLossOfRow(label: number, score: number): number {
  const clipped = Math.min(1 - LOG_LOSS_EPSILON, Math.max(LOG_LOSS_EPSILON, score));
  return label === 1 ? -Math.log(clipped) : -Math.log1p(-clipped);
}

/** Mean log-loss of always predicting `baseRate` where that is the share of positives; 0 when one class is absent. */
export function logLossOfBaseRate(baseRate: number): number {
  if (baseRate <= 0 || baseRate >= 1) return 0;
  return -(baseRate * Math.log(baseRate) + (1 - baseRate) * Math.log1p(-baseRate));
}

/** Kernel of `logLoss`. */
export function logLossOfRanked({ labels, scores }: RankedScores, counts: Float64Array): number {
  return meanLoss(labels, scores, logLossOfRow, counts);
}

export const LOG_LOSS = {
  name: 'log_loss',
  label: 'log-loss',
  direction: 'lower',
  unit: 'nats',
  column: 'float',
  kernel: logLossOfRanked,
  interval: (ranked, counts) => meanLossIntervalOfRanked(ranked, counts, logLossOfRow),
} as const satisfies ScoreMetric;
