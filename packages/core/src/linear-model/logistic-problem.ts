import type { DesignMatrix } from '../preprocessing/design-matrix.js';

/**
 * The minimisation problem of a logistic regression, over θ = (β, b), nColumns coefficients and, last, the intercept:
 *
 *     f(θ) = Σᵢ wᵢ·log(1 + exp(−sᵢηᵢ)) + ½‖β‖²/C      η = X·β + b + offset      sᵢ = 2yᵢ − 1
 *
 * where the intercept b is not penalised; without `fitIntercept` it is 0.
 */
export interface LogisticProblem {
  readonly design: DesignMatrix;
  /** 0 or 1, one per row, as the two below. */
  readonly y: Float64Array;
  /** wᵢ ≥ 0; null means 1. */
  readonly sampleWeight: Float64Array | null;
  /** Added to η; null means 0. */
  readonly offset: Float64Array | null;
  readonly C: number;
  readonly fitIntercept: boolean;
}
