import type { ComputeContext } from '../compute-context/compute-context.js';
import type { DesignMatrix } from '../preprocessing/design-matrix.js';

/** What a fit needs besides rows and labels. */
export interface LinearFitOptions {
  /** Weight of each row, finite and ≥ 0; default 1. */
  readonly sampleWeight?: ArrayLike<number>;
  /** A solution nearby; it may shorten the way, and changes the answer by no more than the estimator's tolerance. */
  readonly start?: { readonly coef: ArrayLike<number>; readonly intercept: number };
  /** What it may run on; it changes no bit of the answer. */
  readonly compute?: ComputeContext | undefined;
}

/** A fitted η = X·coef + intercept. Immutable. */
export interface FittedLinearModel {
  /** One a design column. */
  readonly coef: Float64Array;
  readonly intercept: number;
  readonly nIter: number;
  readonly converged: boolean;
  /** η, one a row. @throws PropensityError `shape_mismatch` */
  decisionFunction(design: DesignMatrix): Float64Array;
}

/** An estimator of a linear model of log-odds: `LogisticRegression`, `MlLogisticRegression`, or one of your own. */
export interface LinearEstimator {
  /** Inverse strength of its L2 penalty; Infinity where it has none. */
  readonly C: number;
  /**
   * @param y 0 or 1, one a row
   * @throws PropensityError `one_class`, `shape_mismatch`, and what the estimator cannot do
   */
  fit(design: DesignMatrix, y: ArrayLike<number>, options?: LinearFitOptions): FittedLinearModel;
}
