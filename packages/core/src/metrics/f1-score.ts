import type { ConfusionCounts } from './confusion-counts.js';

/**
 * Harmonic mean of precision and recall, 2tp / (2tp + fp + fn); 0 when undefined.
 * @see scikit-learn's `f1_score`
 */
export function f1Score({ tp, fp, fn }: ConfusionCounts): number {
  return tp + fp + fn === 0 ? 0 : (2 * tp) / (2 * tp + fp + fn);
}
