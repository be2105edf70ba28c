import { logLoss, logLossOfBaseRate } from './log-loss.js';
import { weightedMean } from './weighted-mean.js';

/**
 * 1 − log-loss / log-loss of always saying the base rate of these rows: 1 is perfect, 0 is no better than the base rate,
 * negative is worse. Null when one class is absent.
 */
export function logLossSkillScore(
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number>,
  sampleWeight?: ArrayLike<number>,
): number | null {
  const loss = logLoss(yTrue, yScore, sampleWeight);
  return logLossSkill(loss, weightedMean(Float64Array.from(yTrue), sampleWeight));
}

/** Kernel of `logLossSkillScore`. */
export function logLossSkill(loss: number, baseRate: number): number | null {
  const reference = logLossOfBaseRate(baseRate);
  return reference > 0 ? 1 - loss / reference : null;
}
