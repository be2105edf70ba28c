import type { StoredModel } from '../models/stored-model.js';

/** The linear model: η = intercept + Σ coef·design, coefficients in the order of `designColumnNames(preprocessing)`. */
export interface LinearModel extends StoredModel {
  readonly kind: 'linear';
  /** Name of the class that fitted it, such as `LogisticRegression`. */
  readonly estimator: string;
  /** Inverse strength of the L2 penalty; null: none. */
  readonly C: number | null;
  readonly coef: readonly number[];
  readonly intercept: number;
  readonly nIter: number;
  readonly converged: boolean;
}
