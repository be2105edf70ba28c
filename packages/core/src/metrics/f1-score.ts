import { type ConfusionCounts, confusionCounts } from './confusion-counts.js';
import type { Interval } from './interval.js';
import type { ThresholdMetric } from './metric.js';
import { wilsonInterval } from './wilson-interval.js';
import { ratio, type ZeroDivisionOptions } from './zero-division.js';

/**
 * Harmonic mean of precision and recall, 2tp / (2tp + fp + fn); `zeroDivision` (0) when undefined.
 *
 * @example
 * import { f1Score } from '@propensity/core';
 *
 * const yTrue = [0, 1, 1, 0, 1];
 * const yPred = [0, 1, 0, 1, 1];
 * f1Score(yTrue, yPred); // → 2 / 3
 *
 * @see scikit-learn's `f1_score`
 */
export function f1Score(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  { zeroDivision = 0, sampleWeight }: ZeroDivisionOptions = {},
): number {
  return f1OfCounts(confusionCounts(yTrue, yPred, { sampleWeight }), zeroDivision);
}

/** Kernel of `f1Score`. */
export function f1OfCounts({ tp, fp, fn }: ConfusionCounts, zeroDivision = 0): number {
  return ratio(2 * tp, 2 * tp + fp + fn, zeroDivision);
}

/**
 * 95 % interval of F1. With J the share tp / (tp + fp + fn) among rows that are positive or predicted positive, F1 is
 * 2J / (1 + J), and its limits follow from Wilson's interval of J. Null where there is no such row.
 */
export function f1IntervalOfCounts({ tp, fp, fn }: ConfusionCounts): Interval | null {
  const either = tp + fp + fn;
  if (either === 0) return null;
  const [low, high] = wilsonInterval(tp, either);
  return [(2 * low) / (1 + low), (2 * high) / (1 + high)];
}

export const F1_SCORE = {
  name: 'f1_score',
  label: 'F1',
  direction: 'higher',
  unit: 'score',
  column: 'float',
  kernel: (counts) => f1OfCounts(counts),
  interval: f1IntervalOfCounts,
} as const satisfies ThresholdMetric;
