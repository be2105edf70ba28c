import { PropensityError } from '../errors/propensity-error.js';
import type { FittedLinearModel, LinearEstimator } from '../linear-model/linear-estimator.js';
import type { PreprocessingEstimator } from '../preprocessing/preprocessor.js';
import { gather, type Table } from '../table/table.js';
import type { ComputeThreads } from '../threads/compute-threads.js';
import { interceptShifts, type NegativeSample } from './sample-negatives.js';
import { scoreRows } from './score-rows.js';

export interface CrossFitOptions {
  readonly features: Table;
  /** 0 or 1, one a row. */
  readonly labels: Float64Array;
  /** Fold of each row; rows with a negative fold are neither fitted nor scored. */
  readonly folds: Int32Array;
  readonly preprocessor: PreprocessingEstimator;
  readonly estimator: LinearEstimator;
  /** Weight of each row; default 1. */
  readonly sampleWeight?: Float64Array;
  /** Fits on a part of the rows only; all rows are scored all the same, and each fit's intercept is mended on all its rows. */
  readonly sample?: NegativeSample | undefined;
  /** Help with the fits. */
  readonly threads?: ComputeThreads | undefined;
}

/** Cross-fitting of several estimators; each starts where the one before it ended. */
export type CrossFitPathOptions = Omit<CrossFitOptions, 'estimator'> & {
  /** Strongest penalty first, so that each is a short way from the one before. */
  readonly estimators: readonly LinearEstimator[];
};

/**
 * Out-of-fold linear scores: each fold's rows are scored by a model fitted, preprocessing included, on the other folds.
 * @returns η, one a row; NaN where the fold is negative
 * @throws PropensityError `one_class` when the rows outside some fold lack a class, `too_few_folds`
 */
export function crossFitScores({ estimator, ...options }: CrossFitOptions): Float64Array {
  return crossFitPath({ ...options, estimators: [estimator] })[0]!;
}

/** `crossFitScores` of every estimator, with one preprocessing per fold. @throws as `crossFitScores` */
export function crossFitPath(options: CrossFitPathOptions): Float64Array[] {
  const { features, labels, folds, preprocessor, estimators, sampleWeight, sample, threads } = options;
  const rows = Uint32Array.from(folds.keys());
  const used = [...new Set(folds)].filter((fold) => fold >= 0);
  if (used.length < 2) {
    throw new PropensityError('too_few_folds', `Out-of-fold scores need rows in two folds; there are ${used.length}.`);
  }
  const etas = estimators.map(() => new Float64Array(features.nRows).fill(Number.NaN));
  for (const fold of used) {
    const others = rows.filter((row) => folds[row]! >= 0 && folds[row] !== fold);
    const held = rows.filter((row) => folds[row] === fold);
    const fitted = sample === undefined ? others : others.filter((row) => sample.kept[row] === 1);
    const preprocessing = preprocessor.fit(features, fitted);
    const design = preprocessing.transform(features, { rows: fitted, shared: threads !== undefined });
    const foldLabels = gather(labels, fitted);
    const weights = sampleWeight && { sampleWeight: gather(sampleWeight, fitted) };
    const models: FittedLinearModel[] = [];
    for (const estimator of estimators) {
      const start = models.at(-1);
      models.push(estimator.fit(design, foldLabels, { ...weights, ...(start && { start }), threads }));
    }
    const shifts = sample && interceptShifts({ models, preprocessing, features, labels }, others, sample);
    scoreRows(models, preprocessing, features, held).forEach((scores, index) => {
      held.forEach((row, i) => {
        etas[index]![row] = scores[i]! + (shifts?.[index] ?? 0);
      });
    });
  }
  return etas;
}
