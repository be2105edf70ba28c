import type { Calibration } from '../calibration/calibration.js';

/** A column of numbers, with its coefficient: x is the number less `mean`; of a missing one (NaN) it is `ofMissing`. */
export interface DenseColumn {
  readonly coef: number;
  readonly mean: number;
  readonly ofMissing: number;
  readonly values: Float64Array;
  /** Which number is made of a value: itself, its `signedLog1p`, or 1 where it is missing and 0 elsewhere. */
  readonly read: 'value' | 'log1p' | 'missing';
}

/** A column of codes, with a coefficient for each. */
export interface LevelColumn {
  /** One a row; −1: no level. */
  readonly codes: Int32Array;
  readonly coef: Float64Array;
  /** What a row without a level adds. */
  readonly coefOfNone: number;
}

/** A linear model over columns: η = Σ level coefficients + intercept + Σ coef·x, added in this order. Plain data. */
export interface LinearColumns {
  readonly nRows: number;
  readonly intercept: number;
  readonly dense: readonly DenseColumn[];
  readonly levels: readonly LevelColumn[];
}

/** What to give of η: itself, or its calibrated probability. */
export type Wanted = 'eta' | { readonly calibration: Calibration };
