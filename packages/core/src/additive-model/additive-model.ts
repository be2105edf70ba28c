import type { StoredModel } from '../models/stored-model.js';
import type { FeatureBins } from './feature-bins.js';

/** What one feature adds to η beside its linear part, by the code of its value. */
export interface FeatureTable {
  readonly bins: FeatureBins;
  /** Log-odds, one per code. */
  readonly values: readonly number[];
  /** Training rows, or their weight, with each code. */
  readonly rows: readonly number[];
  /** Mean of the feature over the training rows of each code; null for a category, for missing values and without rows. */
  readonly centres: readonly (number | null)[];
  /**
   * Standard error of what the feature adds in all, linear part and table, at the centre of each code; null where there are too many
   * coefficients, or rows have weights.
   */
  readonly standardErrors: readonly number[] | null;
}

/** What two features add to η together, beside what each of them adds alone. */
export interface PairTable {
  /** Names of the two. */
  readonly features: readonly [string, string];
  /** For each of the two: the row, or the column, of the table by the code of the feature's value. */
  readonly bins: readonly [readonly number[], readonly number[]];
  /** Log-odds, row by row. */
  readonly values: readonly number[];
  /** Training rows, or their weight, in each cell. */
  readonly rows: readonly number[];
}

/**
 * The additive model: η = intercept + Σ coef·design + Σ tables[f](code of f) + Σ pairs(codes of two features). Linear part and table of
 * a feature have mean 0 over the training rows together, and so has each row and column of a pair: a feature's own effect is one curve,
 * and a pair is what remains. So the intercept is the mean of η.
 * @see Lou, Caruana, Gehrke, Hooker (2013), "Accurate intelligible models with pairwise interactions"; Lengerich et al. (2020), "Purifying
 * interaction effects with the functional ANOVA"
 */
export interface AdditiveModel extends StoredModel {
  readonly kind: 'additive';
  /** Name of the class that fitted it. */
  readonly estimator: string;
  /** Inverse strength of the L2 penalty of the linear part. */
  readonly C: number;
  /** In the order of `designColumnNames(preprocessing)`. */
  readonly coef: readonly number[];
  readonly intercept: number;
  /** One per feature, in the order of the preprocessing. */
  readonly tables: readonly FeatureTable[];
  readonly pairs: readonly PairTable[];
  /** Cycles over all terms. */
  readonly nIter: number;
  readonly converged: boolean;
}
