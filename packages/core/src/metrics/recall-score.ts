import type { ConfusionCounts } from './confusion-counts.js';

/**
 * Share of the positives that are predicted positive; 0 when there is no positive.
 * @see scikit-learn's `recall_score`
 */
export function recallScore({ tp, fn }: ConfusionCounts): number {
  return tp + fn === 0 ? 0 : tp / (tp + fn);
}
