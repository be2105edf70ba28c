import { checkProbabilities } from './check-scores.js';
import { meanLoss } from './mean-loss.js';
import { meanLossIntervalOfRanked } from './mean-loss-interval.js';
import type { ScoreMetric } from './metric.js';
import type { MetricOptions } from './metric-options.js';
import type { RankedScores } from './ranked-scores.js';

/**
 * Mean of (probability − label)². Lower is better.
 *
 * @example
 * import { brierScoreLoss } from '@propensity/core';
 *
 * brierScoreLoss([1, 0], [0.8, 0.4]); // → 0.1
 *
 * @see scikit-learn's `brier_score_loss`
 */
export function brierScoreLoss(
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number>,
  { sampleWeight }: MetricOptions = {},
): number {
  checkProbabilities(yTrue, yScore, sampleWeight);
  return meanLoss(yTrue, yScore, squaredErrorOfRow, sampleWeight);
}

function squaredErrorOfRow(label: number, score: number): number {
  return (score - label) ** 2;
}

/** Kernel of `brierScoreLoss`. */
export function brierOfRanked({ labels, scores }: RankedScores, counts: Float64Array): number {
  return meanLoss(labels, scores, squaredErrorOfRow, counts);
}

export const BRIER = {
  name: 'brier',
  label: 'Brier score',
  direction: 'lower',
  unit: 'score',
  column: 'float',
  kernel: brierOfRanked,
  interval: (ranked, counts) => meanLossIntervalOfRanked(ranked, counts, squaredErrorOfRow),
} as const satisfies ScoreMetric;
