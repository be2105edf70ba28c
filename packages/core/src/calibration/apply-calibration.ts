import { sigmoid, softplus } from '../special-functions/sigmoid.js';
import type { Calibration } from './calibration.js';
import { smoothLogit } from './smooth-logit.js';

/** The calibrated logit of a linear score η, not clamped. NaN stays NaN. */
export function calibrateLogit(calibration: Calibration, eta: number): number {
  switch (calibration.method) {
    case 'none':
      return eta;
    case 'platt':
      return calibration.slope * eta + calibration.intercept;
    case 'beta':
      return calibration.b * softplus(eta) - calibration.a * softplus(-eta) + calibration.c;
    case 'smooth':
      return smoothLogit(calibration, eta);
    case 'isotonic':
      return betweenKnots(calibration.eta, calibration.logit, eta);
    case 'recalibrated':
      return calibration.slope * calibrateLogit(calibration.of, eta) + calibration.shift;
  }
}

/**
 * The probability of a linear score η, or of one score per row. NaN stays NaN.
 *
 * @example
 * import { applyCalibration } from '@propensity/core';
 *
 * applyCalibration({ method: 'none' }, 0); // → 0.5
 */
export function applyCalibration(calibration: Calibration, eta: number): number;
export function applyCalibration(calibration: Calibration, eta: Float64Array): Float64Array;
export function applyCalibration(calibration: Calibration, eta: number | Float64Array): number | Float64Array {
  if (typeof eta === 'number') return sigmoid(calibrateLogit(calibration, eta));
  const proba = new Float64Array(eta.length);
  if (calibration.method === 'none') {
    for (let i = 0; i < eta.length; i++) proba[i] = sigmoid(eta[i]!);
    return proba;
  }
  for (let i = 0; i < eta.length; i++) proba[i] = sigmoid(calibrateLogit(calibration, eta[i]!));
  return proba;
}

/** The value at `x` of the line through the knots; beyond the ends, the end's value. */
function betweenKnots(xs: readonly number[], ys: readonly number[], x: number): number {
  if (Number.isNaN(x)) return x;
  const last = xs.length - 1;
  if (x <= xs[0]!) return ys[0]!;
  if (x >= xs[last]!) return ys[last]!;
  let below = 0;
  let above = last;
  while (above - below > 1) {
    const middle = (below + above) >>> 1;
    if (xs[middle]! <= x) below = middle;
    else above = middle;
  }
  return ys[below]! + (x - xs[below]!) * ((ys[above]! - ys[below]!) / (xs[above]! - xs[below]!));
}
