import { checkScores } from './check-scores.js';
import { countsByThreshold } from './counts-by-threshold.js';
import type { MetricOptions } from './metric-options.js';

export interface RocCurveOptions extends MetricOptions {
  /** Leaves out points that lie on a line with their neighbours; default true. The area is the same. */
  readonly dropIntermediate?: boolean;
}

/** Point i: the rates when predicting positive from `thresholds[i]` on. */
export interface RocCurve {
  /** False positive rate, ascending from 0 to 1. */
  readonly fpr: Float64Array;
  /** True positive rate (recall), ascending from 0 to 1. */
  readonly tpr: Float64Array;
  /** Descending; the first is Infinity: no row is predicted positive. */
  readonly thresholds: Float64Array;
}

/**
 * The ROC curve. Null when one class is absent.
 * @param yTrue 0 or 1, one per row
 * @param yScore one per row, not NaN
 * @throws PropensityError `empty_table`, `shape_mismatch`, `bad_labels`, `bad_scores`, `bad_weights`
 *
 * @example
 * import { rocCurve } from '@propensity/core';
 *
 * const yTrue = [0, 0, 1, 1];
 * const yScore = [0.1, 0.4, 0.35, 0.8];
 * rocCurve(yTrue, yScore)?.tpr; // → [0, 0.5, 0.5, 1, 1]
 *
 * @see scikit-learn's `roc_curve`
 */
export function rocCurve(
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number>,
  { sampleWeight, dropIntermediate = true }: RocCurveOptions = {},
): RocCurve | null {
  checkScores(yTrue, yScore, sampleWeight);
  const { tps, fps, thresholds } = countsByThreshold(yTrue, yScore, sampleWeight);
  const last = thresholds.length - 1;
  const [positives, negatives] = [tps[last]!, fps[last]!];
  if (positives === 0 || negatives === 0) return null;
  const bends = (counts: Float64Array, i: number) => counts[i + 1]! - counts[i]! !== counts[i]! - counts[i - 1]!;
  const kept = Array.from(thresholds.keys()).filter(
    (i) => !dropIntermediate || i === 0 || i === last || bends(fps, i) || bends(tps, i),
  );
  return {
    fpr: Float64Array.from([0, ...kept.map((i) => fps[i]! / negatives)]),
    tpr: Float64Array.from([0, ...kept.map((i) => tps[i]! / positives)]),
    thresholds: Float64Array.from([Number.POSITIVE_INFINITY, ...kept.map((i) => thresholds[i]!)]),
  };
}
