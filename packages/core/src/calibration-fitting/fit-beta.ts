import type { Calibration } from '../calibration/calibration.js';
import type { ComputeContext } from '../compute-context/compute-context.js';
import { LogisticRegression } from '../linear-model/logistic-regression.js';
import type { DesignMatrix } from '../preprocessing/design-matrix.js';
import { softplus } from '../special-functions/sigmoid.js';
import { checkCalibrationRows } from './check-calibration-rows.js';
import { countBothClasses } from './count-both-classes.js';
import type { CountOptions } from './count-options.js';
import { MAX_PARAMETER } from './fit-platt.js';
import { rescaled, SAME_SCALE, scoreScale } from './score-scale.js';

export type BetaCalibration = Extract<Calibration, { method: 'beta' }>;

/** A penalty so weak that it matters only where η separates the classes; it keeps the coefficients finite there. */
const C = 1e6;

/**
 * Beta calibration: the a, b ≥ 0 and c that minimise the log-loss of σ(a·ln p − b·ln(1 − p) + c), p = σ(η). It bends
 * the two ends of the scale separately, where Platt scaling stretches both alike; a = b = 1, c = 0 changes nothing. A
 * coefficient that would be negative is held at 0. η must come from rows the model has not seen. Null when both would
 * be negative, since only a reversed ranking would help, and where the two columns are constant or vary so little
 * relative to their size that double precision cannot hold a, b and c.
 * @param eta linear scores, one per row, within ±1e300
 * @param y 0 or 1, one per row
 * @throws PropensityError `one_class` unless both classes are present; `empty_table`, `shape_mismatch`, `bad_labels`,
 * `bad_scores` (NaN or infinite), `bad_weights` (not whole numbers from 1 on)
 *
 * @example
 * import { fitBeta } from '@propensity/core';
 *
 * const logits = Float64Array.of(-2, -1, 0, 1, 2, 3);
 * fitBeta(logits, Float64Array.of(0, 0, 1, 0, 1, 1)).method; // → 'beta'
 *
 * @see Kull, Silva Filho, Flach (2017), "Beta calibration"; the Python package betacal 1.1.0
 */
export function fitBeta(
  eta: Float64Array,
  y: ArrayLike<number>,
  compute?: ComputeContext,
  { sampleWeight }: CountOptions = {},
): BetaCalibration | null {
  checkCalibrationRows(eta, y, sampleWeight);
  countBothClasses(y, sampleWeight);
  const isLogOdds = scoreScale(eta, sampleWeight) === SAME_SCALE;
  const fit = (columns: readonly Float64Array[]) => fitColumns(columns, { y, sampleWeight, isLogOdds, compute });
  const logP = eta.map((value) => -softplus(-value));
  const minusLogQ = eta.map(softplus);
  const [a, b, c] = fit([logP, minusLogQ]) as [number, number, number];
  if (a === 0 && b === 0) return null;
  if (a >= 0 && b >= 0) return withinPrecision({ method: 'beta', a, b, c });
  const [alone, intercept] = fit([a < 0 ? minusLogQ : logP]) as [number, number];
  if (!(alone > 0)) return null;
  const held = a < 0 ? { a: 0, b: alone } : { a: alone, b: 0 };
  return withinPrecision({ method: 'beta', ...held, c: intercept });
}

function withinPrecision(beta: BetaCalibration): BetaCalibration | null {
  return [beta.a, beta.b, beta.c].every((parameter) => Math.abs(parameter) <= MAX_PARAMETER) ? beta : null;
}

interface ColumnFit extends CountOptions {
  readonly y: ArrayLike<number>;
  readonly isLogOdds: boolean;
  readonly compute: ComputeContext | undefined;
}

/** Coefficient of each column, then the intercept. */
function fitColumns(columns: readonly Float64Array[], { y, sampleWeight, isLogOdds, compute }: ColumnFit): number[] {
  const scales = columns.map((column) => (isLogOdds ? SAME_SCALE : scoreScale(column, sampleWeight)));
  const design: DesignMatrix = {
    nRows: y.length,
    nColumns: columns.length,
    columnNames: columns.map((_, index) => `x${index}`),
    numeric: columns.map((values, coefIndex) => ({ values: rescaled(values, scales[coefIndex]!), coefIndex })),
    categorical: [],
  };
  const fitted = new LogisticRegression({ C }).fit(design, y, { compute, ...(sampleWeight && { sampleWeight }) });
  const coef = scales.map(({ scale }, index) => fitted.coef[index]! / scale);
  const intercept = coef.reduce((sum, value, index) => sum - value * scales[index]!.centre, fitted.intercept);
  return [...coef, intercept];
}
