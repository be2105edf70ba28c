import type { DesignMatrix } from '../preprocessing/design-matrix.js';

/**
 * The minimisation that a logistic regression is: over θ = (β, b), nColumns coefficients and, last, the intercept,
 *
 *     f(θ) = Σᵢ wᵢ·log(1 + exp(−sᵢηᵢ)) + ½‖β‖²/C      η = X·β + b      sᵢ = 2yᵢ − 1
 *
 * where the intercept b is not penalised; without `fitIntercept` it is held at 0.
 */
export interface LogisticProblem {
  readonly design: DesignMatrix;
  /** 0 or 1, one a row. */
  readonly y: Float64Array;
  /** wᵢ ≥ 0, one a row. */
  readonly sampleWeight: Float64Array;
  readonly C: number;
  readonly fitIntercept: boolean;
}

/** Length of θ: the coefficients, then the intercept where there is one. */
export function numberOfParameters(problem: LogisticProblem): number {
  return problem.design.nColumns + (problem.fitIntercept ? 1 : 0);
}
