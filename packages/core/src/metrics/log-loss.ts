import { checkProbabilities } from './check-scores.js';
import { weightedMean } from './weighted-mean.js';

/** Probabilities are clipped to [ε, 1 − ε], ε = 2⁻⁵², so that a certain and wrong row costs 36, not infinity. */
export const LOG_LOSS_EPSILON = Number.EPSILON;

/**
 * Mean of −ln of the probability given to what happened (nats). Lower is better.
 * @see scikit-learn's `log_loss`, which clips alike
 */
export function logLoss(yTrue: ArrayLike<number>, yScore: ArrayLike<number>, sampleWeight?: ArrayLike<number>): number {
  checkProbabilities(yTrue, yScore, sampleWeight);
  const losses = new Float64Array(yScore.length);
  for (let row = 0; row < losses.length; row++) losses[row] = logLossOfRow(yTrue[row]!, yScore[row]!);
  return weightedMean(losses, sampleWeight);
}

/** Kernel of `logLoss`: what one row costs. */
export function logLossOfRow(label: number, score: number): number {
  const clipped = Math.min(1 - LOG_LOSS_EPSILON, Math.max(LOG_LOSS_EPSILON, score));
  return label === 1 ? -Math.log(clipped) : -Math.log1p(-clipped);
}

/** Mean log-loss of always saying `baseRate` where that is the share of positives; 0 when one class is absent. */
export function logLossOfBaseRate(baseRate: number): number {
  if (baseRate <= 0 || baseRate >= 1) return 0;
  return -(baseRate * Math.log(baseRate) + (1 - baseRate) * Math.log1p(-baseRate));
}
