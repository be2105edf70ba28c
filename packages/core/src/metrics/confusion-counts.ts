import { checkPredictions } from './check-scores.js';
import type { MetricOptions } from './metric-options.js';

/** How many rows were predicted positive or negative, rightly (`t`) or wrongly (`f`); sums of weights where rows have some. */
export interface ConfusionCounts {
  readonly tp: number;
  readonly tn: number;
  readonly fp: number;
  readonly fn: number;
}

/**
 * Counts of right and wrong predictions.
 * @param yTrue 0 or 1, one per row
 * @param yPred 0 or 1, one per row
 * @throws PropensityError `empty_table`, `shape_mismatch`, `bad_labels`, `bad_predictions`, `bad_weights`
 * @see scikit-learn's `confusion_matrix`
 */
export function confusionCounts(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  { sampleWeight }: MetricOptions = {},
): ConfusionCounts {
  checkPredictions(yTrue, yPred, sampleWeight);
  return confusionCountsAt(yTrue, yPred, 1, sampleWeight);
}

/** Kernel of `confusionCounts`, for scores at a threshold: a row is predicted positive when its score ≥ threshold. */
export function confusionCountsAt(
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number>,
  threshold: number,
  weights?: ArrayLike<number>,
): ConfusionCounts {
  let [tp, tn, fp, fn] = [0, 0, 0, 0];
  for (let i = 0; i < yTrue.length; i++) {
    const weight = weights === undefined ? 1 : weights[i]!;
    if (yScore[i]! >= threshold) {
      if (yTrue[i] === 1) tp += weight;
      else fp += weight;
    } else if (yTrue[i] === 1) fn += weight;
    else tn += weight;
  }
  return { tp, tn, fp, fn };
}
