import { baseRateOfRanked } from './base-rate.js';
import { checkProbabilities } from './check-scores.js';
import { logLossOfBaseRate, logLossOfRanked, logLossOfRow } from './log-loss.js';
import { logLossSkillIntervalOfRanked } from './log-loss-skill-interval.js';
import { meanLoss } from './mean-loss.js';
import type { ScoreMetric } from './metric.js';
import type { MetricOptions } from './metric-options.js';
import type { RankedScores } from './ranked-scores.js';

/**
 * 1 − log-loss / log-loss of always predicting the base rate of these rows: 1 is perfect, 0 is no better than the base
 * rate, negative is worse. Null when one class is absent.
 *
 * @example
 * import { logLossSkillScore } from '@propensity/core';
 *
 * logLossSkillScore([1, 0], [0.5, 0.5]); // → 0
 */
export function logLossSkillScore(
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number>,
  { sampleWeight }: MetricOptions = {},
): number | null {
  checkProbabilities(yTrue, yScore, sampleWeight);
  const loss = meanLoss(yTrue, yScore, logLossOfRow, sampleWeight);
  return logLossSkill(
    loss,
    meanLoss(yTrue, yScore, (label) => label, sampleWeight),
  );
}

function logLossSkill(loss: number, baseRate: number): number | null {
  const reference = logLossOfBaseRate(baseRate);
  return reference > 0 ? 1 - loss / reference : null;
}

/** Kernel of `logLossSkillScore`. */
export function logLossSkillOfRanked(ranked: RankedScores, counts: Float64Array): number | null {
  return logLossSkill(logLossOfRanked(ranked, counts), baseRateOfRanked(ranked, counts));
}

export const LOG_LOSS_SKILL = {
  name: 'log_loss_skill',
  label: 'log-loss skill',
  direction: 'higher',
  unit: 'score',
  column: 'float',
  kernel: logLossSkillOfRanked,
  interval: logLossSkillIntervalOfRanked,
} as const satisfies ScoreMetric;
