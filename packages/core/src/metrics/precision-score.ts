import type { ConfusionCounts } from './confusion-counts.js';

/**
 * Share of the rows predicted positive that are positive; 0 when none is predicted.
 * @see scikit-learn's `precision_score`
 */
export function precisionScore({ tp, fp }: ConfusionCounts): number {
  return tp + fp === 0 ? 0 : tp / (tp + fp);
}
