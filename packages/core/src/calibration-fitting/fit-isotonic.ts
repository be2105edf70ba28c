import type { Calibration } from '../calibration/calibration.js';
import { checkCalibrationRows } from './check-calibration-rows.js';
import type { CountOptions } from './count-options.js';
import { smoothedTargets } from './fit-platt.js';
import { type IsotonicBlock, isotonicRegression, poolWhere } from './isotonic-regression.js';

export type IsotonicCalibration = Extract<Calibration, { method: 'isotonic' }>;

/**
 * Greatest slope, in calibrated logit per unit of η: where two engines' sums of the same terms differ in the last bit,
 * their probabilities must not differ much more.
 */
const MAX_SLOPE = 10;

/**
 * Isotonic calibration: every block of an isotonic regression becomes a knot at its mean η, and the calibrated logit is
 * linear from knot to knot. So it can bend anywhere, keeps the ranking between the outermost knots, and gives one
 * probability to all rows beyond each end. Shares are limited to Platt's targets: a block without a positive does not
 * get probability 0. η must come from rows the model has not seen. Null when fewer than two knots are left: η does not
 * order the labels, or varies so little that no slope within the bound could follow them.
 * @param eta linear scores, one per row, within ±1e300
 * @param y 0 or 1, one per row
 * @throws PropensityError `one_class` unless both classes are present; `empty_table`, `shape_mismatch`, `bad_labels`,
 * `bad_scores` (NaN or infinite), `bad_weights` (not whole numbers from 1 on)
 *
 * @example
 * import { fitIsotonic } from '@propensity/core';
 *
 * const logits = Float64Array.of(-2, -1, 0, 1, 2, 3);
 * fitIsotonic(logits, Float64Array.of(0, 0, 1, 0, 1, 1)).method; // → 'isotonic'
 *
 * @see Zadrozny, Elkan (2002); Oron, Flournoy (2017), "Centered isotonic regression"
 */
export function fitIsotonic(
  eta: Float64Array,
  y: ArrayLike<number>,
  { sampleWeight }: CountOptions = {},
): IsotonicCalibration | null {
  checkCalibrationRows(eta, y, sampleWeight);
  const { targetOfPositive, targetOfNegative } = smoothedTargets(y, { sampleWeight });
  const logitOf = ({ n, positives }: IsotonicBlock) => {
    const share = Math.min(targetOfPositive, Math.max(targetOfNegative, positives / n));
    return Math.log(share / (1 - share));
  };
  const knots = poolWhere(
    isotonicRegression(eta, y, { sampleWeight }),
    (lower, upper) => logitOf(upper) - logitOf(lower) > MAX_SLOPE * (upper.centre - lower.centre),
  );
  if (knots.length < 2) return null;
  return { method: 'isotonic', eta: knots.map(({ centre }) => centre), logit: knots.map(logitOf) };
}
