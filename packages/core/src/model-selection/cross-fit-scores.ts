import { PropensityError } from '../errors/propensity-error.js';
import type { LogisticRegression } from '../linear-model/logistic-regression.js';
import type { Preprocessor } from '../preprocessing/preprocessor.js';
import { gather, type Table } from '../table/table.js';

export interface CrossFitOptions {
  readonly features: Table;
  /** 0 or 1, one a row. */
  readonly labels: Float64Array;
  /** Fold of each row; rows with a negative fold are neither fitted nor scored. */
  readonly folds: Int32Array;
  readonly preprocessor: Preprocessor;
  readonly estimator: LogisticRegression;
  /** Weight of each row; default 1. */
  readonly sampleWeight?: Float64Array;
  /** A model of all rows to start each fold from, by coefficient name; saves steps, changes nothing. */
  readonly warmStart?: {
    readonly columnNames: readonly string[];
    readonly coef: ArrayLike<number>;
    readonly intercept: number;
  };
}

/**
 * Out-of-fold linear scores: each fold's rows are scored by a model fitted, preprocessing included, on the other folds.
 * @returns η, one a row; NaN where the fold is negative
 * @throws PropensityError `one_class` when the rows outside some fold lack a class, `too_few_folds`
 */
export function crossFitScores(options: CrossFitOptions): Float64Array {
  const { features, labels, folds, preprocessor, estimator, sampleWeight, warmStart } = options;
  const rows = Uint32Array.from(folds.keys());
  const used = [...new Set(folds)].filter((fold) => fold >= 0);
  if (used.length < 2) {
    throw new PropensityError('too_few_folds', `Out-of-fold scores need rows in two folds; there are ${used.length}.`);
  }
  const startByName = new Map(warmStart?.columnNames.map((name, j) => [name, warmStart.coef[j]!]));
  const eta = new Float64Array(features.nRows).fill(Number.NaN);
  for (const fold of used) {
    const fitted = rows.filter((row) => folds[row]! >= 0 && folds[row] !== fold);
    const held = rows.filter((row) => folds[row] === fold);
    const fittedTable = features.take(fitted);
    const preprocessing = preprocessor.fit(fittedTable);
    const design = preprocessing.transform(fittedTable);
    const model = estimator.fit(design, gather(labels, fitted), {
      ...(sampleWeight && { sampleWeight: gather(sampleWeight, fitted) }),
      ...(warmStart && {
        start: {
          coef: design.columnNames.map((name) => startByName.get(name) ?? 0),
          intercept: warmStart.intercept,
        },
      }),
    });
    const scores = model.decisionFunction(preprocessing.transform(features.take(held)));
    held.forEach((row, i) => {
      eta[row] = scores[i]!;
    });
  }
  return eta;
}
