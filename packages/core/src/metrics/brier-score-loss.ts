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
  const losses = new Float64Array(yScore.length);
  for (let row = 0; row < losses.length; row++) losses[row] = (yScore[row]! - yTrue[row]!) ** 2;
  return weightedMean(losses, sampleWeight);
}
