import { PropensityError } from '../errors/propensity-error.js';
import { calibrateLogit } from './apply-calibration.js';
import type { Calibration } from './calibration.js';
import { fitPlatt } from './fit-platt.js';
import { clampLogit, softplus } from './sigmoid.js';

export interface ChosenCalibration {
  readonly calibration: Calibration;
  /** Mean log-loss of σ(η) over the rows with a fold. */
  readonly logLossBefore: number;
  /** Mean log-loss of the same rows after Platt scaling fitted on the other folds; equal to before when none could be fitted. */
  readonly logLossAfter: number;
}

/** A gain below this share of the log-loss is not worth two more parameters. */
export const MIN_RELATIVE_GAIN = 1e-4;

/**
 * Decides between no calibration and Platt scaling by held-out log-loss: Platt is fitted on all folds but one and measured
 * on that one, for each fold. It is chosen only when the mean gain exceeds both its standard error and 0.01 % of the
 * log-loss, and its slope is positive (so that the ranking stays); it is then fitted on all folds.
 * @param eta out-of-fold linear scores, one a row, finite
 * @param y 0 or 1, one a row
 * @param folds fold of each row; rows with a negative fold are left out
 * @throws PropensityError `empty_table` when no row has a fold
 */
export function chooseCalibration(eta: Float64Array, y: ArrayLike<number>, folds: Int32Array): ChosenCalibration {
  const rows = Uint32Array.from(folds.keys()).filter((row) => folds[row]! >= 0);
  if (rows.length === 0) throw new PropensityError('empty_table', 'There are no held-out scores to calibrate on.');
  const lossOf = (calibration: Calibration, row: number) => {
    const logit = clampLogit(calibrateLogit(calibration, eta[row]!));
    return softplus(y[row] === 1 ? -logit : logit);
  };
  const none: Calibration = { method: 'none' };
  let before = 0;
  for (const row of rows) before += lossOf(none, row);
  const logLossBefore = before / rows.length;
  const unchanged = { calibration: none, logLossBefore, logLossAfter: logLossBefore };

  let gain = 0;
  let gainSquares = 0;
  for (const fold of new Set(rows.map((row) => folds[row]!))) {
    const others = rows.filter((row) => folds[row] !== fold);
    if (!hasBothClasses(y, others)) return unchanged;
    const platt = fitOn(eta, y, others);
    for (const row of rows) {
      if (folds[row] !== fold) continue;
      const difference = lossOf(none, row) - lossOf(platt, row);
      gain += difference;
      gainSquares += difference * difference;
    }
  }
  const meanGain = gain / rows.length;
  const standardError = Math.sqrt(Math.max(gainSquares / rows.length - meanGain * meanGain, 0) / rows.length);
  const platt = fitOn(eta, y, rows);
  const helps = meanGain > Math.max(standardError, MIN_RELATIVE_GAIN * logLossBefore) && platt.slope > 0;
  return { calibration: helps ? platt : none, logLossBefore, logLossAfter: logLossBefore - meanGain };
}

function fitOn(eta: Float64Array, y: ArrayLike<number>, rows: Uint32Array) {
  return fitPlatt(
    Float64Array.from(rows, (row) => eta[row]!),
    Float64Array.from(rows, (row) => y[row]!),
  );
}

function hasBothClasses(y: ArrayLike<number>, rows: Uint32Array): boolean {
  return rows.some((row) => y[row] === 1) && rows.some((row) => y[row] !== 1);
}
