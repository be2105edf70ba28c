import { checkScores } from './check-scores.js';
import { type RankedScores, rankedWeights, rankScores } from './ranked-scores.js';

/**
 * Average precision: Σ (Rₖ − Rₖ₋₁)·Pₖ over the distinct scores, highest first, without interpolation. Its value for a random
 * ranking is the base rate. Null when there is no positive.
 * @see scikit-learn's `average_precision_score`
 */
export function averagePrecisionScore(
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number>,
  sampleWeight?: ArrayLike<number>,
): number | null {
  checkScores(yTrue, yScore, sampleWeight);
  const ranked = rankScores(yTrue, yScore);
  return averagePrecisionOfRanked(ranked, rankedWeights(ranked, sampleWeight));
}

/** Kernel of `averagePrecisionScore`. @param weights in the order of the ranking */
export function averagePrecisionOfRanked({ labels, groupEnds }: RankedScores, weights: Float64Array): number | null {
  let positives = 0;
  let total = 0;
  let area = 0;
  let row = 0;
  for (let group = 0; group < groupEnds.length; group++) {
    const end = groupEnds[group]!;
    const before = positives;
    for (; row < end; row++) {
      positives += weights[row]! * labels[row]!;
      total += weights[row]!;
    }
    if (positives > before) area += (positives - before) * (positives / total);
  }
  return positives > 0 ? area / positives : null;
}
