import type { ComputeContext } from '../compute-context/compute-context.js';
import { PropensityError } from '../errors/propensity-error.js';
import { fitModel } from '../jobs/fit-model.js';
import { type ColumnChoices, featuresOf, labelsOf, tableOf } from '../preprocessing/features-of-table.js';
import { Preprocessor } from '../preprocessing/preprocessor.js';
import type { Row, Table } from '../table/table.js';
import { userBucket } from '../windows/user-bucket.js';
import { FittedPropensityClassifier } from './fitted-propensity-classifier.js';

export interface PropensityClassifierOptions extends ColumnChoices {
  /** Inverse strength of the L2 penalty; `'auto'`, the default: chosen by cross-validation. */
  readonly C?: number | 'auto';
  /** Number of folds, from 2; default 5. */
  readonly cv?: number;
  /** Levels seen on fewer rows than this are one level, "(rare)". Default 20. */
  readonly minFrequency?: number;
}

export interface ClassifierFitOptions {
  /** Rows of one group, such as the rows of one user, are never on both sides of a fold. One per row; default: each row is a group of its own. */
  readonly groups?: ArrayLike<string | number>;
  /** Kernels and threads for the fits; the result is the same to the last bit. */
  readonly compute?: ComputeContext;
}

/**
 * From a table to calibrated probabilities, in one step: missing values are imputed, numbers standardised and categories coded;
 * the penalty of a logistic regression is chosen by cross-validation; and its probabilities are calibrated on scores of rows
 * that the fit had not seen. The same rows give the same model, to the last bit.
 *
 * @example
 * import { PropensityClassifier } from '@propensity/core';
 *
 * const visits = Array.from({ length: 400 }, (_, i) => ({ sessions: i % 9, device: i % 2 ? 'mobile' : 'desktop' }));
 * const bought = visits.map(({ sessions }, i) => (sessions + (i % 5) > 7 ? 1 : 0));
 * const model = new PropensityClassifier({ log1p: ['sessions'] }).fit(visits, bought);
 * model.predictProba([{ sessions: 8, device: 'mobile' }])[0]! > 0.5; // → true
 *
 * @see scikit-learn's `LogisticRegressionCV` behind a `ColumnTransformer`, within `CalibratedClassifierCV`
 */
export class PropensityClassifier {
  readonly options: Readonly<PropensityClassifierOptions>;

  constructor(options: PropensityClassifierOptions = {}) {
    this.options = options;
  }

  /**
   * @param X one row per example: a `Table` (nRows × nColumns), or row objects; null, undefined and NaN are missing
   * @param y 0 or 1 (or a boolean), one per row, both present
   * @throws PropensityError `empty_table`, `shape_mismatch`, `bad_labels`, `one_class`, `unknown_column`, `infinite_value`, …
   */
  fit(
    X: Table | readonly Row[],
    y: ArrayLike<number | boolean>,
    { groups, compute }: ClassifierFitOptions = {},
  ): FittedPropensityClassifier {
    const { C = 'auto', cv = 5, minFrequency = 20 } = this.options;
    const features = featuresOf(X, this.options);
    const table = tableOf(X, features);
    const labels = labelsOf(y, table.nRows);
    if (groups !== undefined && groups.length !== table.nRows) {
      throw new PropensityError('shape_mismatch', `There are ${groups.length} groups for ${table.nRows} rows.`);
    }
    const buckets = Float64Array.from(labels, (_, row) => userBucket(String(groups === undefined ? row : groups[row])));
    const fitted = fitModel(
      { features: table, labels, userBucket: buckets, snapshotIndex: new Int32Array(table.nRows) },
      new Preprocessor(features, { minLevelCount: minFrequency }),
      {
        estimator: 'logistic-regression',
        C,
        penaltyRule: 'best',
        calibrationFolds: cv,
        testShare: 0,
        negativeShare: 1,
      },
      { compute },
    );
    return new FittedPropensityClassifier({
      kind: 'propensity-classifier',
      schemaVersion: 1,
      features: features.map(({ name, kind }) => ({ name, kind })),
      ...fitted,
    });
  }
}
