import { BandFactor } from '../penalised-tables/band-factor.js';
import type { PenalisedTable } from '../penalised-tables/penalised-table.js';

/** A linear column beside the table of the same feature, at the end of a fit. */
export interface LinearColumn {
  /** Where on the column each code is. */
  readonly position: Float64Array;
  /** Σ of curvature·column over the rows of each code. */
  readonly weighted: Float64Array;
  /** Variance of its coefficient given the tables. */
  readonly variance: number;
}

/**
 * Variances of coefficient·column + table of a number, one per code: the diagonal of the posterior covariance, in which the tables of other
 * features are given, and their linear parts are as free as the variance of the coefficient says.
 * @param curvature Σ w·p·(1 − p) by code
 * @param linear null where the feature has no linear part
 * @see Nychka (1988), "Bayesian confidence intervals for smoothing splines"
 */
export function curveVariances(
  table: PenalisedTable,
  curvature: Float64Array,
  linear: LinearColumn | null,
): Float64Array {
  const factor = new BandFactor(table.penalty.scaledPlus(table.lambda, curvature));
  const ofTable = factor.inverseDiagonal();
  if (linear === null) return ofTable;
  const shared = factor.solve(linear.weighted);
  // What the data say of the coefficient, less what the table could say as well.
  const explained = linear.weighted.reduce((sum, each, code) => sum + each * shared[code]!, 0);
  const precision = Math.max(1 / linear.variance - explained, Number.EPSILON / linear.variance);
  return ofTable.map((own, code) => own + (linear.position[code]! - shared[code]!) ** 2 / precision);
}

/**
 * The variance of coefficient + table of one level, whose priors have the variances `C` and 1/λ.
 * @param curvature Σ w·p·(1 − p) of its rows
 * @param variance of the coefficient given the tables; null where the level has none
 */
export function levelVariance(curvature: number, lambda: number, C: number, variance: number | null): number {
  if (variance === null) return 1 / (curvature + lambda);
  const freedomOfOthers = variance * (curvature + 1 / C);
  return Math.max(1, freedomOfOthers) / (curvature + 1 / (C + 1 / lambda));
}
