import { PropensityError } from '../errors/propensity-error.js';
import type { DesignMatrix } from '../preprocessing/design-matrix.js';
import type { ComputeThreads } from './compute-threads.js';
import { FittedLogisticRegression } from './fitted-logistic-regression.js';
import type { LogisticProblem } from './logistic-problem.js';
import { solve } from './solver/solve.js';

export type { FittedLogisticRegression };

export interface LogisticRegressionOptions {
  /** Inverse strength of the L2 penalty, as in scikit-learn: smaller is stronger. Default 1. */
  readonly C?: number;
  /** Default true. */
  readonly fitIntercept?: boolean;
  /** Stops at max|gradient| ≤ tol·Σ weights. Default 1e-10. */
  readonly tol?: number;
  /** Newton steps at most. Default 100. */
  readonly maxIter?: number;
}

export interface LogisticRegressionFitOptions {
  /** Weight of each row, finite and ≥ 0; default 1. */
  readonly sampleWeight?: ArrayLike<number>;
  /** Added to η of each row, finite: what is known of it beforehand. Default 0. It is no part of the fitted model. */
  readonly offset?: ArrayLike<number>;
  /** Threads that help with a large problem; the result is the same to the last bit without them. */
  readonly threads?: ComputeThreads;
  /** Where to start from; default: coefficients 0 and the base rate’s logit. It changes the number of steps, not the answer. */
  readonly start?: { readonly coef: ArrayLike<number>; readonly intercept: number };
}

/**
 * L2-penalised logistic regression by Newton's method: minimises Σᵢ wᵢ·log(1 + exp(−sᵢηᵢ)) + ½‖β‖²/C, the intercept
 * unpenalised. One-hot blocks stay codes throughout.
 * @see scikit-learn's `LogisticRegression(solver='newton-cholesky')`, which has the same minimiser
 */
export class LogisticRegression {
  readonly C: number;
  readonly fitIntercept: boolean;
  readonly tol: number;
  readonly maxIter: number;

  /** @throws PropensityError `bad_hyperparameter` */
  constructor(options: LogisticRegressionOptions = {}) {
    this.C = options.C ?? 1;
    this.fitIntercept = options.fitIntercept ?? true;
    this.tol = options.tol ?? 1e-10;
    this.maxIter = options.maxIter ?? 100;
    requireHyperparameter(this.C > 0 && Number.isFinite(this.C), `C must be a positive number, not ${this.C}.`);
    requireHyperparameter(this.tol >= 0, `tol must be 0 or more, not ${this.tol}.`);
    requireHyperparameter(
      Number.isInteger(this.maxIter) && this.maxIter >= 1,
      `maxIter must be a positive whole number, not ${this.maxIter}.`,
    );
  }

  /**
   * @param design nRows × nColumns, finite
   * @param y 0 or 1, one a row
   * @throws PropensityError `shape_mismatch`, `bad_labels` (not 0 or 1), `bad_weights`, `bad_offset`, `one_class` (among rows of weight > 0)
   */
  fit(
    design: DesignMatrix,
    y: ArrayLike<number>,
    options: LogisticRegressionFitOptions = {},
  ): FittedLogisticRegression {
    const problem: LogisticProblem = {
      design,
      y: checkLabels(y, design.nRows),
      sampleWeight: checkWeights(options.sampleWeight, design.nRows),
      offset: checkOffset(options.offset, design.nRows),
      C: this.C,
      fitIntercept: this.fitIntercept,
    };
    const baseRateLogit = checkClasses(problem);
    const { start } = options;
    if (start !== undefined) requireLength('start.coef', start.coef.length, design.nColumns);
    const from = start ?? { coef: new Float64Array(design.nColumns), intercept: baseRateLogit };
    const { tol, maxIter } = this;
    return new FittedLogisticRegression(
      solve(
        problem,
        { coef: from.coef, intercept: this.fitIntercept ? from.intercept : 0, cold: start === undefined },
        { tol, maxIter, threads: options.threads },
      ),
    );
  }
}

function requireHyperparameter(valid: boolean, message: string): void {
  if (!valid) throw new PropensityError('bad_hyperparameter', message, { kind: 'usage' });
}

function requireLength(name: string, length: number, expected: number): void {
  if (length !== expected) {
    throw new PropensityError('shape_mismatch', `${name} has ${length} values where ${expected} were expected.`);
  }
}

function checkLabels(y: ArrayLike<number>, nRows: number): Float64Array {
  requireLength('y', y.length, nRows);
  const labels = Float64Array.from(y);
  const bad = labels.findIndex((label) => label !== 0 && label !== 1);
  if (bad >= 0) throw new PropensityError('bad_labels', `Labels must be 0 or 1; row ${bad} has ${labels[bad]}.`);
  return labels;
}

function checkWeights(sampleWeight: ArrayLike<number> | undefined, nRows: number): Float64Array {
  if (sampleWeight === undefined) return new Float64Array(nRows).fill(1);
  requireLength('sampleWeight', sampleWeight.length, nRows);
  const weights = Float64Array.from(sampleWeight);
  const bad = weights.findIndex((weight) => !(weight >= 0 && Number.isFinite(weight)));
  if (bad >= 0) {
    throw new PropensityError(
      'bad_weights',
      `Weights must be finite and not negative; row ${bad} has ${weights[bad]}.`,
    );
  }
  return weights;
}

function checkOffset(offset: ArrayLike<number> | undefined, nRows: number): Float64Array | null {
  if (offset === undefined) return null;
  requireLength('offset', offset.length, nRows);
  const values = Float64Array.from(offset);
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new PropensityError('bad_offset', `Offsets must be finite; row ${bad} has ${values[bad]}.`);
  return values;
}

/** The logit of the weighted base rate. */
function checkClasses({ y, sampleWeight }: LogisticProblem): number {
  let positive = 0;
  let negative = 0;
  for (let i = 0; i < y.length; i++) {
    if (y[i] === 1) positive += sampleWeight[i]!;
    else negative += sampleWeight[i]!;
  }
  if (positive === 0 || negative === 0) {
    const seen = positive > 0 ? 'only positives' : negative > 0 ? 'only negatives' : 'nothing';
    throw new PropensityError('one_class', `A model needs rows of both classes; the training rows hold ${seen}.`, {
      kind: 'refused',
      hint: 'Train on more rows or days, or choose a target that some users reach and others do not.',
    });
  }
  return Math.log(positive / negative);
}
