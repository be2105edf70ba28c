import { checkScores } from './check-scores.js';
import { countsByThreshold } from './counts-by-threshold.js';
import type { MetricOptions } from './metric-options.js';

export interface PrecisionRecallCurveOptions extends MetricOptions {
  /** Leaves out points whose recall equals that of both neighbours; default false. */
  readonly dropIntermediate?: boolean;
}

/**
 * Point i: precision and recall when predicting positive from `thresholds[i]` on; a last point without threshold is at
 * recall 0.
 */
export interface PrecisionRecallCurve {
  /** The last is 1. */
  readonly precision: Float64Array;
  /** Descending from 1 to 0. */
  readonly recall: Float64Array;
  /** Ascending; one fewer than the points. */
  readonly thresholds: Float64Array;
}

/**
 * The curve of precision against recall. Null when there is no positive.
 * @param yTrue 0 or 1, one per row
 * @param yScore one per row, not NaN
 * @throws PropensityError `empty_table`, `shape_mismatch`, `bad_labels`, `bad_scores`, `bad_weights`
 *
 * @example
 * import { precisionRecallCurve } from '@propensity/core';
 *
 * const yTrue = [0, 0, 1, 1];
 * const yScore = [0.1, 0.4, 0.35, 0.8];
 * precisionRecallCurve(yTrue, yScore)?.recall.at(-1); // → 0
 *
 * @see scikit-learn's `precision_recall_curve`
 */
export function precisionRecallCurve(
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number>,
  { sampleWeight, dropIntermediate = false }: PrecisionRecallCurveOptions = {},
): PrecisionRecallCurve | null {
  checkScores(yTrue, yScore, sampleWeight);
  const { tps, fps, thresholds } = countsByThreshold(yTrue, yScore, sampleWeight);
  const last = thresholds.length - 1;
  const positives = tps[last]!;
  if (positives === 0) return null;
  const kept = Array.from(thresholds.keys())
    .filter((i) => !dropIntermediate || i === 0 || i === last || tps[i] !== tps[i - 1] || tps[i + 1] !== tps[i])
    .reverse();
  const precisionAt = (i: number) => (tps[i]! + fps[i]! > 0 ? tps[i]! / (tps[i]! + fps[i]!) : 0);
  return {
    precision: Float64Array.from([...kept.map(precisionAt), 1]),
    recall: Float64Array.from([...kept.map((i) => tps[i]! / positives), 0]),
    thresholds: Float64Array.from(kept, (i) => thresholds[i]!),
  };
}
