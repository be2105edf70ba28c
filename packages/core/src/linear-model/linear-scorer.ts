import type { ModelArtifact } from '../artifact/model-artifact.js';
import { applyCalibration } from '../calibration/apply-calibration.js';
import type { Calibration } from '../calibration/calibration.js';
import { PropensityError } from '../errors/propensity-error.js';
import { designColumnNames, type FittedTransformer } from '../preprocessing/fitted-transformers.js';
import type { Row, Table } from '../table/table.js';
import { CategoricalTerm } from './categorical-term.js';
import type { Wanted } from './linear-columns.js';
import { infiniteValue, linearValues, type ScoreOptions } from './linear-values.js';
import { NumericTerm } from './numeric-term.js';

/** What one feature adds to a user's log-odds. */
export interface Contribution {
  readonly feature: string;
  /**
   * Log-odds before calibration. A number: relative to a training user at the mean of the (imputed, log-transformed)
   * feature, plus the coefficient of its missing indicator where it is missing. A category: the level's coefficient,
   * relative to a level that adds nothing, as an unknown one does.
   */
  readonly contribution: number;
  /** The row's value; null when missing. */
  readonly value: number | string | boolean | null;
}

/** The part of a fitted model that scoring needs. A `ModelArtifact` is one. */
export interface ScorableModel {
  readonly preprocessing: readonly FittedTransformer[];
  readonly model: {
    /** In the order of `designColumnNames(preprocessing)`. */
    readonly coef: ArrayLike<number>;
    readonly intercept: number;
  };
  readonly calibration: Calibration;
}

/**
 * Scores raw feature values with a fitted model: tables column by column, or one row object. Preprocessing is folded into
 * the coefficients, and both ways do the same additions in the same order, so they agree to the last bit.
 */
export class LinearScorer {
  readonly calibration: Calibration;
  /** η of a row whose contributions are all 0: the intercept. */
  readonly baseline: number;
  readonly #terms: readonly (NumericTerm | CategoricalTerm)[];

  /** @throws PropensityError `shape_mismatch` when the coefficients do not fit the preprocessing */
  constructor({ preprocessing, model, calibration }: ScorableModel) {
    const nColumns = designColumnNames(preprocessing).length;
    if (model.coef.length !== nColumns) {
      throw new PropensityError(
        'shape_mismatch',
        `The model has ${model.coef.length} coefficients; its preprocessing makes ${nColumns} columns.`,
      );
    }
    this.calibration = calibration;
    this.baseline = model.intercept;
    let offset = 0;
    this.#terms = preprocessing.map((transformer) => {
      const term =
        transformer.kind === 'numeric'
          ? new NumericTerm(transformer, model.coef, offset)
          : new CategoricalTerm(transformer, model.coef, offset);
      offset += term.nCoefficients;
      return term;
    });
  }

  /** The scorer of a saved model. @throws PropensityError `shape_mismatch` */
  static fromArtifact(artifact: ModelArtifact): LinearScorer {
    return new LinearScorer(artifact);
  }

  /** The features it reads, in the order of the preprocessing. */
  get featureNames(): string[] {
    return this.#terms.map((term) => term.name);
  }

  /**
   * η before calibration, one a row. Columns may be in any order; those that are not features are ignored.
   * @throws PropensityError `unknown_column` when a feature is not in the table, `wrong_column_kind`, `infinite_value`
   */
  decisionFunction(table: Table, { compute }: ScoreOptions = {}): Float64Array {
    return this.#over(table, 'eta', compute);
  }

  /** Calibrated probability, one a row, in (0, 1). @throws PropensityError as `decisionFunction` */
  predictProba(table: Table, { compute }: ScoreOptions = {}): Float64Array {
    return this.#over(table, { calibration: this.calibration }, compute);
  }

  #over(table: Table, wanted: Wanted, compute: ScoreOptions['compute']): Float64Array {
    const columns = {
      nRows: table.nRows,
      intercept: this.baseline,
      dense: this.#terms.flatMap((term) => (term.kind === 'numeric' ? term.over(table) : [])),
      levels: this.#terms.flatMap((term) => (term.kind === 'categorical' ? [term.over(table)] : [])),
    };
    return linearValues(columns, wanted, compute);
  }

  /**
   * η before calibration of one row. A feature that the row lacks is missing; numbers and booleans count as text in a
   * category, booleans as 1 and 0 in a number; keys that are not features are ignored.
   * @throws PropensityError `bad_value` for text where a number is needed, `infinite_value`
   */
  decisionFunctionOne(row: Row): number {
    let eta = 0;
    for (const term of this.#terms) if (term.kind === 'categorical') eta += term.contribution(row[term.name]);
    eta += this.baseline;
    for (const term of this.#terms) if (term.kind === 'numeric') eta = term.addTo(eta, row[term.name]);
    if (!Number.isFinite(eta)) throw infiniteValue('the row');
    return eta;
  }

  /** Calibrated probability of one row, in (0, 1). @throws PropensityError as `decisionFunctionOne` */
  predictProbaOne(row: Row): number {
    return applyCalibration(this.calibration, this.decisionFunctionOne(row));
  }

  /**
   * Why a row scores as it does: what each feature adds to the log-odds, largest first. `baseline` plus the sum of the
   * contributions is `decisionFunctionOne(row)`.
   * @throws PropensityError `bad_value` for text where a number is needed
   */
  explainOne(row: Row): Contribution[] {
    return this.#terms
      .map((term) => {
        const value = row[term.name];
        const missing = value === undefined || value === null || Number.isNaN(value);
        return { feature: term.name, contribution: term.contribution(value), value: missing ? null : value };
      })
      .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
  }
}
