import { type ConfusionCounts, confusionCounts } from './confusion-counts.js';
import type { ThresholdMetric } from './metric.js';
import { wilsonInterval } from './wilson-interval.js';
import { ratio, type ZeroDivisionOptions } from './zero-division.js';

/**
 * Share of the positives that are predicted positive; `zeroDivision` (0) when there is no positive.
 *
 * @example
 * import { recallScore } from '@propensity/core';
 *
 * const yTrue = [0, 1, 1, 0, 1];
 * const yPred = [0, 1, 0, 1, 1];
 * recallScore(yTrue, yPred); // → 2 / 3
 *
 * @see scikit-learn's `recall_score`
 */
export function recallScore(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  { zeroDivision = 0, sampleWeight }: ZeroDivisionOptions = {},
): number {
  return recallOfCounts(confusionCounts(yTrue, yPred, { sampleWeight }), zeroDivision);
}

/** Kernel of `recallScore`. */
export function recallOfCounts({ tp, fn }: ConfusionCounts, zeroDivision = 0): number {
  return ratio(tp, tp + fn, zeroDivision);
}

export const RECALL = {
  name: 'recall',
  label: 'recall',
  direction: 'higher',
  unit: 'share',
  column: 'float',
  kernel: (counts) => recallOfCounts(counts),
  interval: ({ tp, fn }) => (tp + fn > 0 ? wilsonInterval(tp, tp + fn) : null),
} as const satisfies ThresholdMetric;
