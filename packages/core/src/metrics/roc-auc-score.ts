import { checkScores } from './check-scores.js';
import { type RankedScores, rankedWeights, rankScores } from './ranked-scores.js';
import { rocAucByBuckets } from './roc-auc-by-buckets.js';

/**
 * Area under the ROC curve: the probability that a random positive scores above a random negative, ties counting half.
 * Null when one class is absent. Invariant under any increasing map of the scores.
 * @see scikit-learn's `roc_auc_score`
 */
export function rocAucScore(
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number>,
  sampleWeight?: ArrayLike<number>,
): number | null {
  checkScores(yTrue, yScore, sampleWeight);
  if (sampleWeight === undefined) {
    return rocAucByBuckets(yTrue, yScore instanceof Float64Array ? yScore : Float64Array.from(yScore));
  }
  const ranked = rankScores(yTrue, yScore);
  return rocAucOfRanked(ranked, rankedWeights(ranked, sampleWeight));
}

/** Kernel of `rocAucScore`. @param weights in the order of the ranking */
export function rocAucOfRanked({ labels, groupEnds }: RankedScores, weights: Float64Array): number | null {
  let positives = 0;
  let negatives = 0;
  let wins = 0;
  let row = 0;
  for (let group = 0; group < groupEnds.length; group++) {
    const end = groupEnds[group]!;
    let groupPositives = 0;
    let groupWeight = 0;
    for (; row < end; row++) {
      groupPositives += weights[row]! * labels[row]!;
      groupWeight += weights[row]!;
    }
    const groupNegatives = groupWeight - groupPositives;
    wins += groupNegatives * (positives + groupPositives / 2);
    positives += groupPositives;
    negatives += groupNegatives;
  }
  return positives > 0 && negatives > 0 ? wins / (positives * negatives) : null;
}
