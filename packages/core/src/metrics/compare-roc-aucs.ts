import { checkCounts, checkScores } from './check-scores.js';
import type { Interval } from './interval.js';
import type { MetricOptions } from './metric-options.js';
import { type PlacementMoments, placementMoments, placements } from './placements.js';
import { type RankedRows, rankedWeights, rankScores } from './ranked-scores.js';
import { hanleyMcNeilVariance, PRIOR_ROWS } from './roc-auc-interval.js';
import { studentTQuantile } from './student-t-quantile.js';

/** Two ROC AUCs on the same rows. */
export interface RocAucComparison {
  /** AUC of the first scores − AUC of the second. */
  readonly difference: number;
  /** DeLong's standard error of the paired difference. */
  readonly standardError: number;
  /** 95 % interval of the difference, inside [−1, 1]. */
  readonly interval: Interval;
}

/**
 * Compares two rankings of the same rows by ROC AUC, row by row. The standard error is DeLong's. The interval pools
 * this variance with Hanley and McNeil's for two rankings of the same correlation, which counts as three more rows of
 * the smaller class, and takes Student's t with the number of rows of that class plus two as degrees of freedom: with
 * few rows DeLong's variance alone is too small, and with two rows of either class it may be 0. [0, 0] for two rankings
 * that place every row alike. Null with fewer than two rows of a class.
 * @param yTrue 0 or 1, one per row
 * @param yScore one per row, not NaN
 * @param yOther scores of the other model, in the same order of rows
 * @param options.sampleWeight rows of that label and these two scores that each element stands for: whole, from 1 on
 * @throws PropensityError `empty_table`, `shape_mismatch`, `bad_labels`, `bad_scores`, `bad_weights`
 *
 * @example
 * import { compareRocAucs } from '@propensity/core';
 *
 * const yTrue = [0, 0, 1, 1];
 * compareRocAucs(yTrue, [0.1, 0.2, 0.3, 0.4], [0.4, 0.3, 0.2, 0.1])?.difference; // → 1
 *
 * @see DeLong, DeLong, Clarke-Pearson (1988); Hanley, McNeil (1983), "A method of comparing the areas under receiver
 * operating characteristic curves derived from the same cases"
 */
export function compareRocAucs(
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number>,
  yOther: ArrayLike<number>,
  { sampleWeight }: MetricOptions = {},
): RocAucComparison | null {
  checkScores(yTrue, yScore, sampleWeight);
  checkScores(yTrue, yOther);
  checkCounts(sampleWeight);
  const first = placementsOfRows(rankScores(yTrue, yScore), sampleWeight);
  const second = placementsOfRows(rankScores(yTrue, yOther), sampleWeight);
  const moments = (values: Float64Array) => placementMoments(yTrue, values, sampleWeight);
  const differences = first.map((placement, row) => placement - second[row]!);
  const paired = moments(differences);
  const [one, other] = [moments(first), moments(second)];
  if (paired === null || one === null || other === null) return null;
  const { mean: difference, variance } = paired;
  const half = differences.every((value) => value === 0) ? 0 : halfWidth(variance, one, other);
  return {
    difference,
    standardError: Math.sqrt(variance),
    interval: [Math.max(-1, difference - half), Math.min(1, difference + half)],
  };
}

function halfWidth(variance: number, one: PlacementMoments, other: PlacementMoments): number {
  const { positives, negatives } = one;
  const smaller = Math.min(positives, negatives);
  const seen = smaller - 1;
  // Share of the variances that remains after pairing; 1 where no variance was seen.
  const unpairedShare = variance > 0 ? Math.min(2, variance / (one.variance + other.variance)) : 1;
  const pulled = ({ mean }: PlacementMoments) =>
    // Moved by one row towards ½: at 0 and 1 the formula gives no variance.
    hanleyMcNeilVariance((smaller * mean + 0.5) / (smaller + 1), positives, negatives);
  const prior = unpairedShare * (pulled(one) + pulled(other));
  const pooled = (seen * variance + PRIOR_ROWS * prior) / (seen + PRIOR_ROWS);
  return studentTQuantile(seen + PRIOR_ROWS) * Math.sqrt(pooled);
}

function placementsOfRows(ranked: RankedRows, sampleWeight: ArrayLike<number> | undefined): Float64Array {
  const placed = placements(ranked, rankedWeights(ranked, sampleWeight));
  const ofRows = new Float64Array(placed.length);
  for (let i = 0; i < placed.length; i++) ofRows[ranked.order[i]!] = placed[i]!;
  return ofRows;
}
