/// <reference path="./ml-logistic-regression-package.d.ts" />
import GradientDescentRegression from 'ml-logistic-regression';
import { Matrix } from 'ml-matrix';
import { PropensityError } from '../../errors/propensity-error.js';
import type { DesignMatrix } from '../../preprocessing/design-matrix.js';
import { checkDesign, unfitValue } from '../check-design.js';
import { checkLabels } from '../check-training-rows.js';
import { designTimes } from '../design-product.js';
import type { FittedLinearModel, LinearEstimator, LinearFitOptions } from '../linear-estimator.js';
import { denseStandardised, largestEigenvalue } from './dense-standardised.js';

export interface MlLogisticRegressionOptions {
  /** Number of gradient steps; all of them are always taken. Default 1000. */
  readonly numSteps?: number;
  /** `converged` when the largest component of the final mean gradient is at most this. Default 1e-3. */
  readonly tol?: number;
  /** A fit that is expected to take longer is refused. Default 300. */
  readonly maxSeconds?: number;
}

/** The package's time for one step per row, column and class, in seconds: measured, 27 to 62 ns. */
const SECONDS_PER_CELL = 40e-9;
/** It trains one model per class. */
const CLASSES = 2;

/**
 * Logistic regression by `ml-logistic-regression` 2.0.0, corrected: the package has no intercept, penalty, weights or
 * stopping rule, and a step that grows with the number of rows. Here it is given standardised columns and a column of
 * ones, a step of 1/L (L: the curvature of the mean loss, ¼ of the largest eigenvalue of XᵀX/n), which always descends,
 * and a bounded number of steps; P(y = 1) is the output of its `classifiers[0]`, whose weights are converted into
 * coefficients of the design, so that everything else treats the model like any other.
 *
 * Choose it only to compare with results of that package, on some thousands of rows and tens of columns. It stops short
 * of the optimum where columns are correlated, and without a penalty it overfits rare targets; `LogisticRegression` is
 * exact, penalised and hundreds of times faster.
 */
export class MlLogisticRegression implements LinearEstimator {
  /** No penalty. */
  readonly C = Number.POSITIVE_INFINITY;
  readonly numSteps: number;
  readonly tol: number;
  readonly maxSeconds: number;

  /** @throws PropensityError `bad_hyperparameter` */
  constructor(options: MlLogisticRegressionOptions = {}) {
    this.numSteps = options.numSteps ?? 1000;
    this.tol = options.tol ?? 1e-3;
    this.maxSeconds = options.maxSeconds ?? 300;
    if (!(Number.isInteger(this.numSteps) && this.numSteps >= 1)) {
      throw new PropensityError(
        'bad_hyperparameter',
        `numSteps must be a positive whole number, not ${this.numSteps}.`,
        {
          kind: 'usage',
        },
      );
    }
  }

  /** Seconds that a fit of that size is expected to take. */
  estimatedSeconds(nRows: number, nColumns: number): number {
    return SECONDS_PER_CELL * CLASSES * this.numSteps * nRows * (nColumns + 1);
  }

  /**
   * @param options.start is not used, since the package starts at 0; neither is `compute`
   * @throws PropensityError `estimator_too_slow`, `unsupported_weights`, `one_class`, `shape_mismatch`, `bad_labels`;
   * `bad_design` and `bad_codes` naming column and row (NaN or infinite; a code that is not a level), `value_too_large`
   */
  fit(design: DesignMatrix, y: ArrayLike<number>, options: LinearFitOptions = {}): FittedLinearModel {
    const { nRows, nColumns } = design;
    this.#check(design, y, options);
    const { rows, mean, scale } = denseStandardised(design);
    const X = new Matrix(rows);
    // For each class i the package learns "is not i": for class 0 that is P(y = 1).
    const estimator = new GradientDescentRegression({
      numSteps: this.numSteps,
      learningRate: 4 / (largestEigenvalue(rows) * nRows),
    });
    estimator.train(X, Matrix.columnVector(Array.from(y)));
    const [positive] = estimator.classifiers;
    const weights = positive!.weights.to1DArray();
    const proba = positive!.testScores(X);

    const coef = Float64Array.from(mean, (_, j) => weights[j]! / scale[j]!);
    const intercept = coef.reduce((sum, value, j) => sum - value * mean[j]!, weights[nColumns]!);
    return {
      coef,
      intercept,
      nIter: this.numSteps,
      converged: largestGradient(rows, y, proba) <= this.tol,
      decisionFunction: (other) => designTimes(other, coef, intercept),
    };
  }

  #check(design: DesignMatrix, y: ArrayLike<number>, { sampleWeight }: LinearFitOptions): void {
    const { nRows, nColumns } = design;
    checkDesign(design);
    checkLabels(y, nRows, false);
    if (sampleWeight !== undefined) {
      throw new PropensityError('unsupported_weights', 'ml-logistic-regression does not support row weights.', {
        kind: 'usage',
        hint: 'Use LogisticRegression.',
      });
    }
    const positives = Array.from(y).reduce((sum, label) => sum + label, 0);
    if (positives === 0 || positives === nRows) {
      throw new PropensityError('one_class', 'A model needs rows of both classes.', { kind: 'refused' });
    }
    const seconds = this.estimatedSeconds(nRows, nColumns);
    if (seconds > this.maxSeconds) {
      throw new PropensityError(
        'estimator_too_slow',
        `ml-logistic-regression would take about ${inWords(seconds)} for one fit of ${nRows.toLocaleString('en')} rows × ` +
          `${nColumns.toLocaleString('en')} columns: it takes ${this.numSteps} full gradient steps, once per class, over a written-out matrix.`,
        {
          kind: 'refused',
          hint: 'Set training.estimator to "logistic-regression", which fits this in seconds, or train on fewer rows (training.sampleShare, training.negativeShare).',
          details: { seconds, rows: nRows, columns: nColumns },
        },
      );
    }
    const unfit = unfitValue(design);
    if (unfit !== null) throw unfit;
  }
}

function largestGradient(rows: readonly Float64Array[], y: ArrayLike<number>, proba: readonly number[]): number {
  const gradient = new Float64Array(rows[0]!.length);
  rows.forEach((row, i) => {
    const residual = (proba[i]! - y[i]!) / rows.length;
    for (let j = 0; j < row.length; j++) gradient[j]! += residual * row[j]!;
  });
  return gradient.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
}

function inWords(seconds: number): string {
  if (seconds >= 7200) return `${Math.round(seconds / 3600).toLocaleString('en')} hours`;
  return seconds >= 120 ? `${Math.round(seconds / 60)} minutes` : `${Math.round(seconds)} seconds`;
}
