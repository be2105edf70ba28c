import type { Calibration } from './calibration.js';
import { sigmoid } from './sigmoid.js';

/** The calibrated logit of a linear score η: η itself, or slope·η + intercept. Not clamped. */
export function calibrateLogit(calibration: Calibration, eta: number): number {
  return calibration.method === 'platt' ? calibration.slope * eta + calibration.intercept : eta;
}

/** The probability of a linear score η, or of one score a row. NaN stays NaN. */
export function applyCalibration(calibration: Calibration, eta: number): number;
export function applyCalibration(calibration: Calibration, eta: Float64Array): Float64Array;
export function applyCalibration(calibration: Calibration, eta: number | Float64Array): number | Float64Array {
  if (typeof eta === 'number') return sigmoid(calibrateLogit(calibration, eta));
  const proba = new Float64Array(eta.length);
  for (let i = 0; i < eta.length; i++) proba[i] = sigmoid(calibrateLogit(calibration, eta[i]!));
  return proba;
}
