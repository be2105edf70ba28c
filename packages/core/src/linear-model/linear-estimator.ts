import type { ComputeContext } from '../compute-context/compute-context.js';
import type { DesignMatrix } from '../preprocessing/design-matrix.js';

/** What a fit needs besides rows and labels. */
export interface LinearFitOptions {
  /** Weight of each row, finite and ≥ 0; default 1. */
  readonly sampleWeight?: ArrayLike<number>;
  /** A solution nearby; it may save steps, and changes the result by no more than the estimator's tolerance. */
  readonly start?: { readonly coef: ArrayLike<number>; readonly intercept: number };
  /** Kernels and threads that it may use; the result is the same to the last bit. */
  readonly compute?: ComputeContext | undefined;
}

/** A fitted η = X·coef + intercept. Immutable. */
export interface FittedLinearModel {
  /** One per design column. */
  readonly coef: Float64Array;
  readonly intercept: number;
  readonly nIter: number;
  readonly converged: boolean;
  /** η, one per row. @throws PropensityError `shape_mismatch` */
  decisionFunction(design: DesignMatrix): Float64Array;
}

/** An estimator of a linear model of log-odds: `LogisticRegression`, `MlLogisticRegression`, or one of your own. */
export interface LinearEstimator {
  /** Inverse strength of the L2 penalty; Infinity without a penalty. */
  readonly C: number;
  /**
   * @param y 0 or 1, one per row
   * @throws PropensityError `one_class`, `shape_mismatch`, and codes of the estimator
   */
  fit(design: DesignMatrix, y: ArrayLike<number>, options?: LinearFitOptions): FittedLinearModel;
}
