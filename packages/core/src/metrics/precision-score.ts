import { type ConfusionCounts, confusionCounts } from './confusion-counts.js';
import type { ThresholdMetric } from './metric.js';
import { wilsonInterval } from './wilson-interval.js';
import { ratio, type ZeroDivisionOptions } from './zero-division.js';

/**
 * Share of the rows predicted positive that are positive; `zeroDivision` (0) when none is predicted.
 *
 * @example
 * import { precisionScore } from '@propensity/core';
 *
 * const yTrue = [0, 1, 1, 0, 1];
 * const yPred = [0, 1, 0, 1, 1];
 * precisionScore(yTrue, yPred); // → 2 / 3
 *
 * @see scikit-learn's `precision_score`
 */
export function precisionScore(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  { zeroDivision = 0, sampleWeight }: ZeroDivisionOptions = {},
): number {
  return precisionOfCounts(confusionCounts(yTrue, yPred, { sampleWeight }), zeroDivision);
}

/** Kernel of `precisionScore`. */
export function precisionOfCounts({ tp, fp }: ConfusionCounts, zeroDivision = 0): number {
  return ratio(tp, tp + fp, zeroDivision);
}

export const PRECISION = {
  name: 'precision',
  label: 'precision',
  direction: 'higher',
  unit: 'share',
  column: 'float',
  kernel: (counts) => precisionOfCounts(counts),
  interval: ({ tp, fp }) => (tp + fp > 0 ? wilsonInterval(tp, tp + fp) : null),
} as const satisfies ThresholdMetric;
