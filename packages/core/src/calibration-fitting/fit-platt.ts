import type { Calibration } from '../calibration/calibration.js';
import { PropensityError } from '../errors/propensity-error.js';
import { checkCalibrationRows } from './check-calibration-rows.js';
import { countBothClasses } from './count-both-classes.js';
import type { CountOptions } from './count-options.js';
import { minimisePlatt } from './minimise-platt.js';
import { rescaled, scoreScale } from './score-scale.js';

export type PlattCalibration = Extract<Calibration, { method: 'platt' }>;

/** Parameters of a calibration beyond ±this would make the calibrated logits inexact from the seventh digit on. */
export const MAX_PARAMETER = 1e9;

/**
 * Platt scaling: the (slope, intercept) that minimise the log-loss of σ(slope·η + intercept) against Platt's smoothed
 * targets, (N₊ + 1)/(N₊ + 2) for positives and 1/(N₋ + 2) for negatives. The smoothing keeps the result finite when η
 * separates the classes, and fades as rows accumulate. η must come from rows the model has not seen. Its scale and
 * offset do not matter: a·η + b gives the same probabilities. When all η are equal the slope stays 1.
 * @param eta linear scores, one per row, within ±1e300
 * @param y 0 or 1, one per row
 * @throws PropensityError `one_class` unless both classes are present; `empty_table`, `shape_mismatch`, `bad_labels`,
 * `bad_scores` (NaN, infinite, or so close together relative to their size that no slope and intercept can distinguish
 * them), `bad_weights` (not whole numbers from 1 on)
 *
 * @example
 * import { fitPlatt } from '@propensity/core';
 *
 * const logits = Float64Array.of(-2, -1, 0, 1, 2, 3);
 * const platt = fitPlatt(logits, Float64Array.of(0, 0, 1, 0, 1, 1));
 * platt.slope > 0; // → true
 *
 * @see Platt (1999); Lin, Lin, Weng (2007), "A note on Platt's probabilistic outputs"; scikit-learn's
 * `_sigmoid_calibration`
 */
export function fitPlatt(eta: Float64Array, y: ArrayLike<number>, options: CountOptions = {}): PlattCalibration {
  const platt = plattOf(eta, y, options);
  if (platt !== null) return platt;
  throw new PropensityError(
    'bad_scores',
    'The scores lie too close together, relative to their size, to be calibrated.',
    {
      kind: 'refused',
      hint: 'Subtract their mean from the scores, and divide them by their standard deviation.',
    },
  );
}

/** `fitPlatt`, but null where double precision cannot hold the slope and the intercept. @throws as `fitPlatt` */
export function plattOf(
  eta: Float64Array,
  y: ArrayLike<number>,
  { sampleWeight }: CountOptions = {},
): PlattCalibration | null {
  checkCalibrationRows(eta, y, sampleWeight);
  const { targetOfPositive, targetOfNegative } = smoothedTargets(y, { sampleWeight });
  const target = Float64Array.from(eta, (_, i) => (y[i] === 1 ? targetOfPositive : targetOfNegative));
  const scale = scoreScale(eta, sampleWeight);
  const fitted = minimisePlatt(rescaled(eta, scale), target, sampleWeight);
  const slope = fitted.slope / scale.scale;
  const intercept = fitted.intercept - slope * scale.centre;
  // A steep slope alone costs no digits: they are lost where slope·η and the intercept almost cancel.
  if (!Number.isFinite(slope) || !(Math.abs(intercept) <= MAX_PARAMETER)) return null;
  return { method: 'platt', slope, intercept };
}

/**
 * Platt's targets, (N₊ + 1)/(N₊ + 2) and 1/(N₋ + 2): the certainty that this many rows allow a calibration.
 * @throws PropensityError `one_class` unless both classes are present
 */
export function smoothedTargets(y: ArrayLike<number>, { sampleWeight }: CountOptions = {}) {
  const { positives, negatives } = countBothClasses(y, sampleWeight);
  return { targetOfPositive: (positives + 1) / (positives + 2), targetOfNegative: 1 / (negatives + 2) };
}
