import type { Calibration } from '../calibration/calibration.js';
import type { LevelSource } from '../row-sources/level-source.js';
import type { NumberSource } from '../row-sources/number-source.js';

/** A column of numbers, with its coefficient: x is the number minus `mean`, or `ofMissing` for a missing one (NaN). */
export interface DenseColumn {
  readonly coef: number;
  readonly mean: number;
  readonly ofMissing: number;
  readonly source: NumberSource;
}

/** A column of codes, with a coefficient for each. */
export interface LevelColumn {
  readonly source: LevelSource;
  readonly coef: Float64Array;
  /** What a row without a level adds to η. */
  readonly coefOfNone: number;
}

/** A linear model over columns: η = Σ level coefficients + intercept + Σ coef·x, added in this order. Plain data. */
export interface LinearColumns {
  readonly nRows: number;
  readonly intercept: number;
  readonly dense: readonly DenseColumn[];
  readonly levels: readonly LevelColumn[];
}

/** What to compute: η itself, or its calibrated probability. */
export type LinearOutput = 'eta' | { readonly calibration: Calibration };
