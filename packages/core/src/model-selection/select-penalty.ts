import { applyCalibration } from '../calibration/apply-calibration.js';
import { LogisticRegression } from '../linear-model/logistic-regression.js';
import { logLoss } from '../metrics/log-loss.js';
import { type CrossFitOptions, crossFitPath } from './cross-fit-scores.js';

/** The penalties that are tried, strongest first. Rare targets want the strong ones: a few hundred positives carry little. */
export const C_GRID: readonly number[] = [0.001, 0.01, 0.1, 1];

/** Held-out log-losses differ in their third digit; fits along the path need not be exact to the last. */
const PATH_TOLERANCE = 1e-6;

export interface SelectedPenalty {
  /** The C of the lowest mean held-out log-loss. */
  readonly C: number;
  /** Out-of-fold η of that C, one a row. */
  readonly heldOut: Float64Array;
  /** Mean held-out log-loss of every C tried. */
  readonly path: readonly { readonly C: number; readonly logLoss: number }[];
}

/**
 * Chooses C by cross-validation over the whole path of preprocessing and fit, folds by user.
 * @param grid values of C, ascending
 * @throws PropensityError `one_class`, `too_few_folds`
 * @see scikit-learn's `LogisticRegressionCV`
 */
export function selectPenalty(
  options: Omit<CrossFitOptions, 'estimator'>,
  grid: readonly number[] = C_GRID,
): SelectedPenalty {
  const estimators = grid.map((C) => new LogisticRegression({ C, tol: PATH_TOLERANCE }));
  const etas = crossFitPath({ ...options, estimators });
  const rows = Uint32Array.from(options.folds.keys()).filter((row) => options.folds[row]! >= 0);
  const yTrue = Float64Array.from(rows, (row) => options.labels[row]!);
  const path = grid.map((C, index) => {
    const eta = Float64Array.from(rows, (row) => etas[index]![row]!);
    return { C, logLoss: logLoss(yTrue, applyCalibration({ method: 'none' }, eta)) };
  });
  const best = path.reduce((lowest, { logLoss: loss }, index) => (loss < path[lowest]!.logLoss ? index : lowest), 0);
  return { C: grid[best]!, heldOut: etas[best]!, path };
}
