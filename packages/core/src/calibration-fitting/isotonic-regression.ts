import { rankedWeights, rankScores } from '../metrics/ranked-scores.js';
import { checkCalibrationRows } from './check-calibration-rows.js';
import type { CountOptions } from './count-options.js';

/** Rows of neighbouring scores to which an isotonic regression gives one value: their share of positives. */
export interface IsotonicBlock {
  readonly n: number;
  readonly positives: number;
  /** Mean score of the rows. */
  readonly centre: number;
}

/**
 * Isotonic regression of labels on scores by pooling adjacent violators, O(n log n): blocks in ascending order of score,
 * their shares of positives ascending too. Rows of equal score share a block.
 * @param eta scores, one per row, within ±1e300
 * @param y 0 or 1, one per row
 * @throws PropensityError `empty_table`, `shape_mismatch`, `bad_labels`, `bad_scores` (NaN or infinite), `bad_weights`
 * @see Ayer et al. (1955); scikit-learn's `IsotonicRegression`, whose fitted values are the blocks' shares
 */
export function isotonicRegression(
  eta: Float64Array,
  y: ArrayLike<number>,
  { sampleWeight }: CountOptions = {},
): IsotonicBlock[] {
  checkCalibrationRows(eta, y, sampleWeight);
  const ranked = rankScores(y, eta);
  const { scores, labels, groupEnds } = ranked;
  const counts = rankedWeights(ranked, sampleWeight);
  const groups: IsotonicBlock[] = [];
  for (let group = groupEnds.length - 1; group >= 0; group--) {
    const start = groupEnds[group - 1] ?? 0;
    const end = groupEnds[group]!;
    let n = 0;
    let positives = 0;
    for (let entry = start; entry < end; entry++) {
      n += counts[entry]!;
      positives += counts[entry]! * labels[entry]!;
    }
    groups.push({ n, positives, centre: scores[start]! });
  }
  return poolWhere(groups, (lower, upper) => lower.positives * upper.n >= upper.positives * lower.n);
}

/** Merges neighbours until `mustPool` holds for no pair of them. */
export function poolWhere(
  blocks: Iterable<IsotonicBlock>,
  mustPool: (lower: IsotonicBlock, upper: IsotonicBlock) => boolean,
): IsotonicBlock[] {
  const pooled: IsotonicBlock[] = [];
  for (const block of blocks) {
    let upper = block;
    for (let lower = pooled.at(-1); lower !== undefined && mustPool(lower, upper); lower = pooled.at(-1)) {
      pooled.pop();
      const n = lower.n + upper.n;
      upper = {
        n,
        positives: lower.positives + upper.positives,
        centre: lower.centre + (upper.centre - lower.centre) * (upper.n / n),
      };
    }
    pooled.push(upper);
  }
  return pooled;
}
