import { checkProbabilities } from './check-scores.js';
import { weightedMean } from './weighted-mean.js';

/**
 * Mean of (probability − label)². Lower is better.
 * @see scikit-learn's `brier_score_loss`
 */
export function brierScoreLoss(
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number>,
  sampleWeight?: ArrayLike<number>,
): number {
  checkProbabilities(yTrue, yScore, sampleWeight);
  return weightedMean(
    Float64Array.from(yScore, (score, row) => (score - yTrue[row]!) ** 2),
    sampleWeight,
  );
}
