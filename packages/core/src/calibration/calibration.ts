import type { SmoothCalibration } from './smooth-logit.js';

/**
 * How the linear score η becomes a probability: σ of a calibrated logit, which never falls as η rises.
 *
 *     none      η
 *     platt     slope·η + intercept                                 (Platt, 1999)
 *     beta      a·ln σ(η) − b·ln(1 − σ(η)) + c,  a, b ≥ 0           (Kull, Silva Filho, Flach, 2017)
 *     smooth    linear between the knots, and on with slope 1 outside of them
 *     isotonic  linear between the knots (eta[k], logit[k]), constant outside of them
 */
export type FittedCalibration =
  | { readonly method: 'none' }
  | { readonly method: 'platt'; readonly slope: number; readonly intercept: number }
  | { readonly method: 'beta'; readonly a: number; readonly b: number; readonly c: number }
  | SmoothCalibration
  | {
      readonly method: 'isotonic';
      /** Ascending; at least two. */
      readonly eta: readonly number[];
      /** Not descending; one per knot. */
      readonly logit: readonly number[];
    };

/**
 * A calibration whose logit ℓ was moved later by what matured weeks asked for: σ(slope·ℓ + shift), slope > 0. One that is
 * recalibrated again still has the calibration of its fit in `of`.
 */
export interface RecalibratedCalibration {
  readonly method: 'recalibrated';
  readonly of: FittedCalibration;
  readonly slope: number;
  readonly shift: number;
}

export type Calibration = FittedCalibration | RecalibratedCalibration;

/** The methods among which a fit chooses. */
export type CalibrationMethod = FittedCalibration['method'];
