import { checkScores } from './check-scores.js';
import type { Interval } from './interval.js';
import { type PlacementMoments, placementMoments, placements } from './placements.js';
import { type RankedScores, rankedWeights, rankScores } from './ranked-scores.js';
import { studentTQuantile } from './student-t-quantile.js';

/** Weight of Hanley and McNeil's variance beside DeLong's, in rows of the smaller class. Chosen by simulation. */
export const PRIOR_ROWS = 3;

/**
 * 95 % interval of the ROC AUC: all values θ with |AUC − θ| ≤ t·σ(θ). σ² is DeLong's variance, pooled with the one that
 * Hanley and McNeil derive for exponential scores, which counts as three more rows of the smaller class; as in Wilson's
 * interval it depends on θ, so that the limits stay inside [0, 1] and are wider towards ½. t is Student's, with the
 * number of rows of the smaller class plus two as degrees of freedom. DeLong's variance alone misses the rare positives
 * that rank low: with 12 positives and an AUC of .95 its intervals held the truth .73 to .85 of the time; these hold it
 * .93 or more (see `bench/README.md`). A perfect ranking is not certain: with 2 positives in 5 rows the lower limit is
 * below ½. Null with fewer than two rows of a class. O(n log n).
 * @param yTrue 0 or 1, one per row
 * @param yScore one per row, not NaN
 * @throws PropensityError `empty_table`, `shape_mismatch`, `bad_labels`, `bad_scores`
 *
 * @example
 * import { rocAucInterval } from '@propensity/core';
 *
 * const yTrue = Array.from({ length: 40 }, (_, i) => (i % 4 === 0 ? 1 : 0));
 * const yScore = yTrue.map((label, i) => label + (i % 7) / 3);
 * const [low, high] = rocAucInterval(yTrue, yScore) ?? [NaN, NaN];
 * low > 0.5 && high < 1; // → true
 *
 * @see DeLong, DeLong, Clarke-Pearson (1988); Hanley, McNeil (1982), "The meaning and use of the area under a ROC
 * curve"; Newcombe (2006), "Confidence intervals for an effect size measure based on the Mann-Whitney statistic", part
 * 2, whose method 5 is a score interval with Hanley and McNeil's variance
 */
export function rocAucInterval(yTrue: ArrayLike<number>, yScore: ArrayLike<number>): Interval | null {
  checkScores(yTrue, yScore);
  const ranked = rankScores(yTrue, yScore);
  return rocAucIntervalOfRanked(ranked, rankedWeights(ranked));
}

/** Kernel of `rocAucInterval`. */
export function rocAucIntervalOfRanked(ranked: RankedScores, counts: Float64Array): Interval | null {
  const moments = placementMoments(ranked.labels, placements(ranked, counts), counts);
  return moments === null ? null : rocAucIntervalOfMoments(moments);
}

/** Kernel of `rocAucInterval`, from an AUC and DeLong's variance of it. */
export function rocAucIntervalOfMoments({ mean: auc, variance, positives, negatives }: PlacementMoments): Interval {
  const seen = Math.min(positives, negatives) - 1;
  const t = studentTQuantile(seen + PRIOR_ROWS);
  const spread = auc * (1 - auc);
  const varianceAt = (theta: number) => {
    const observed = spread > 0 ? variance * ((theta * (1 - theta)) / spread) : 0;
    return (seen * observed + PRIOR_ROWS * hanleyMcNeilVariance(theta, positives, negatives)) / (seen + PRIOR_ROWS);
  };
  const inside = (theta: number) => Math.abs(auc - theta) <= t * Math.sqrt(varianceAt(theta));
  return [edgeBetween(auc, 0, inside), edgeBetween(auc, 1, inside)];
}

/**
 * Variance of the ROC AUC where the scores of both classes are exponential, the heaviest tail of the usual models.
 * @see Hanley, McNeil (1982)
 */
export function hanleyMcNeilVariance(auc: number, positives: number, negatives: number): number {
  const twoPositives = auc / (2 - auc) - auc * auc;
  const twoNegatives = (2 * auc * auc) / (1 + auc) - auc * auc;
  const sum = auc * (1 - auc) + (positives - 1) * twoPositives + (negatives - 1) * twoNegatives;
  // Rounding may make it slightly negative at 0 and 1.
  return Math.max(0, sum / (positives * negatives));
}

/**
 * The last point, going from `from`, where `holds` is true, to `to`, at which it is still true; exact to the last bits.
 */
function edgeBetween(from: number, to: number, holds: (point: number) => boolean): number {
  if (holds(to)) return to;
  let [near, far] = [from, to];
  for (let step = 0; step < 60; step++) {
    const middle = (near + far) / 2;
    if (holds(middle)) near = middle;
    else far = middle;
  }
  return near;
}
