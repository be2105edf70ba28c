import { LogisticRegression } from '../linear-model/logistic-regression.js';
import type { DesignMatrix } from '../preprocessing/design-matrix.js';
import { softplus } from '../special-functions/sigmoid.js';
import type { ComputeThreads } from '../threads/compute-threads.js';
import type { Calibration } from './calibration.js';
import { countBothClasses } from './count-both-classes.js';

export type BetaCalibration = Extract<Calibration, { method: 'beta' }>;

/** So weak a penalty that it only shows where η separates the classes, and keeps the answer finite there. */
const C = 1e6;

/**
 * Beta calibration: the a, b ≥ 0 and c that minimise the log-loss of σ(a·ln p − b·ln(1 − p) + c), p = σ(η). It bends the
 * two ends of the scale on their own, where Platt scaling stretches both alike; a = b = 1, c = 0 changes nothing. Of two
 * coefficients, one that would be negative is held at 0. η must come from rows the model has not seen. Null when both
 * would be negative: only a reversed ranking would help.
 * @param eta linear scores, one a row, finite
 * @param y 0 or 1, one a row
 * @param threads help with the fit
 * @throws PropensityError `one_class` unless both classes are present
 * @see Kull, Silva Filho, Flach (2017), "Beta calibration"; the Python package betacal 1.1.0
 */
export function fitBeta(eta: Float64Array, y: ArrayLike<number>, threads?: ComputeThreads): BetaCalibration | null {
  countBothClasses(y);
  const logP = eta.map((value) => -softplus(-value));
  const minusLogQ = eta.map(softplus);
  const [a, b, c] = fitColumns([logP, minusLogQ], y, threads) as [number, number, number];
  if (a >= 0 && b >= 0) return { method: 'beta', a, b, c };
  const [alone, intercept] = fitColumns([a < 0 ? minusLogQ : logP], y, threads) as [number, number];
  if (!(alone > 0)) return null;
  return a < 0 ? { method: 'beta', a: 0, b: alone, c: intercept } : { method: 'beta', a: alone, b: 0, c: intercept };
}

/** Coefficient of each column, then the intercept. */
function fitColumns(columns: readonly Float64Array[], y: ArrayLike<number>, threads?: ComputeThreads): number[] {
  const design: DesignMatrix = {
    nRows: y.length,
    nColumns: columns.length,
    columnNames: columns.map((_, index) => `x${index}`),
    numeric: columns.map((values, coefIndex) => ({ values, coefIndex })),
    categorical: [],
  };
  const { coef, intercept } = new LogisticRegression({ C }).fit(design, y, { threads });
  return [...coef, intercept];
}
