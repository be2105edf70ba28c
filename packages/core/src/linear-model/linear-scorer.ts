import { PropensityError } from '../errors/propensity-error.js';
import { CalibratedScorer } from '../models/calibrated-scorer.js';
import type { ScoreOptions } from '../models/scorer.js';
import type { Scorable } from '../models/stored-model.js';
import { designColumnNames } from '../preprocessing/fitted-transformers.js';
import type { Row, Table } from '../table/table.js';
import { CategoricalTerm } from './categorical-term.js';
import type { LinearColumns, LinearOutput } from './linear-columns.js';
import { LinearRounding } from './linear-rounding.js';
import { infiniteValue, linearValues } from './linear-values.js';
import { NumericTerm } from './numeric-term.js';

/** The part of a linear model that scoring needs. */
export type ScorableLinearModel = Scorable<{
  /** In the order of `designColumnNames(preprocessing)`. */
  readonly coef: ArrayLike<number>;
  readonly intercept: number;
}>;

/**
 * The scorer of linear models: tables column by column, or one row object. Preprocessing is folded into the
 * coefficients, and both do the same additions in the same order, so they agree to the last bit.
 *
 * A number contributes relative to a training user at the mean of the (imputed, log-transformed) feature, plus the
 * coefficient of its missing indicator where it is missing; a category its level's coefficient, relative to a level
 * that adds nothing, as an unknown one does.
 */
export class LinearScorer extends CalibratedScorer {
  /** The intercept. */
  readonly baseline: number;
  readonly #terms: readonly (NumericTerm | CategoricalTerm)[];

  /** @throws PropensityError `shape_mismatch` when the coefficients do not fit the preprocessing */
  constructor({ preprocessing, model, calibration }: ScorableLinearModel) {
    super(calibration);
    const nColumns = designColumnNames(preprocessing).length;
    if (model.coef.length !== nColumns) {
      throw new PropensityError(
        'shape_mismatch',
        `The model has ${model.coef.length} coefficients; its preprocessing makes ${nColumns} columns.`,
      );
    }
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

  get featureNames(): readonly string[] {
    return this.#terms.map((term) => term.name);
  }

  decisionFunction(table: Table, { compute }: ScoreOptions = {}): Float64Array {
    return this.#over(table, 'eta', compute);
  }

  override predictProba(table: Table, { compute }: ScoreOptions = {}): Float64Array {
    return this.#over(table, { calibration: this.calibration }, compute);
  }

  #over(table: Table, output: LinearOutput, compute: ScoreOptions['compute']): Float64Array {
    return linearValues(columnsOf(this.#terms, table, this.baseline), output, compute);
  }

  decisionFunctionOne(row: Row): number {
    let eta = 0;
    for (const term of this.#terms) if (term.kind === 'categorical') eta += term.contribution(row[term.name]);
    eta += this.baseline;
    for (const term of this.#terms) if (term.kind === 'numeric') eta = term.addTo(eta, row[term.name]);
    if (!Number.isFinite(eta)) throw infiniteValue('the row');
    return eta;
  }

  contributionsOf(feature: string, table: Table): Float64Array {
    return linearValues(columnsOf([this.#term(feature)], table, 0), 'eta');
  }

  /** What one feature adds to η of a row. @throws PropensityError `bad_value`, `unknown_feature` */
  override contributionOf(feature: string, row: Row): number {
    return this.#term(feature).contribution(row[feature]);
  }

  /** Adds the sizes of all numbers that make up η in the table's rows, but the intercept, to `rounding`. */
  addRounding(table: Table, rounding: LinearRounding): void {
    for (const term of this.#terms) term.addRounding(table, rounding);
  }

  protected etaRoundingBound(table: Table): Float64Array {
    const rounding = new LinearRounding(table.nRows, this.baseline);
    this.addRounding(table, rounding);
    return rounding.bounds();
  }

  #term(feature: string): NumericTerm | CategoricalTerm {
    const term = this.#terms.find(({ name }) => name === feature);
    if (term !== undefined) return term;
    throw new PropensityError('unknown_feature', `The model has no feature "${feature}".`, {
      details: { feature, features: this.featureNames },
    });
  }
}

function columnsOf(terms: readonly (NumericTerm | CategoricalTerm)[], table: Table, intercept: number): LinearColumns {
  return {
    nRows: table.nRows,
    intercept,
    dense: terms.flatMap((term) => (term.kind === 'numeric' ? term.over(table) : [])),
    levels: terms.flatMap((term) => (term.kind === 'categorical' ? [term.over(table)] : [])),
  };
}
