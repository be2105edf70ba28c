import type { Calibration } from '../calibration/calibration.js';
import type { ComputeContext } from '../compute-context/compute-context.js';
import type { Row, Table } from '../table/table.js';

export interface ScoreOptions {
  /**
   * For many rows; its threads help where the columns are in shared memory. The result is the same to the last bit.
   * Default: `PLAIN_COMPUTE`.
   */
  readonly compute?: ComputeContext | undefined;
}

/** What one feature adds to a user's log-odds. */
export interface Contribution {
  readonly feature: string;
  /**
   * Log-odds before calibration. The family defines what it is relative to; `baseline` and all contributions add up to
   * η.
   */
  readonly contribution: number;
  /** The row's value; null when missing. */
  readonly value: number | string | boolean | null;
}

/**
 * Scores raw feature values with a fitted model of any family: a whole table, or one row object. Both agree to the last
 * bit. η are the log-odds before calibration. A feature that a row lacks is missing, as null, undefined and NaN are;
 * numbers and booleans count as text in a category, booleans as 1 and 0 in a number; what is not a feature is ignored.
 */
export interface Scorer {
  readonly calibration: Calibration;
  /** The features that the model reads, in the order of the preprocessing. */
  readonly featureNames: readonly string[];
  /** η of a row whose contributions are all 0. */
  readonly baseline: number;

  /**
   * η, one per row. Columns may be in any order.
   * @throws PropensityError `unknown_column` when a feature is not in the table, `wrong_column_kind`, `infinite_value`
   */
  decisionFunction(table: Table, options?: ScoreOptions): Float64Array;
  /** Calibrated probability, one per row, in (0, 1). @throws PropensityError as `decisionFunction` */
  predictProba(table: Table, options?: ScoreOptions): Float64Array;
  /** η of one row. @throws PropensityError `bad_value` for text where a number is needed, `infinite_value` */
  decisionFunctionOne(row: Row): number;
  /** Calibrated probability of one row, in (0, 1). @throws PropensityError as `decisionFunctionOne` */
  predictProbaOne(row: Row): number;

  /**
   * Why a row scores as it does: what each feature adds to η, largest first. `baseline` plus the sum of the contributions
   * is `decisionFunctionOne(row)`.
   * @throws PropensityError `bad_value` for text where a number is needed
   */
  explainOne(row: Row): Contribution[];
  /** What one feature adds to η, one per row. @throws PropensityError as `decisionFunction`, and `unknown_feature` */
  contributionsOf(feature: string, table: Table): Float64Array;

  /**
   * How far apart two correct evaluations of the model may be, as a difference of probabilities, one per row: this
   * scorer's and a warehouse's, which adds up the same terms in another order and has other logarithms. It depends on
   * the size of the terms; a larger difference is a disagreement.
   * @throws PropensityError as `decisionFunction`
   */
  roundingBound(table: Table): Float64Array;
}
