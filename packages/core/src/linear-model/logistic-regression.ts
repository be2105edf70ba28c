import { PropensityError } from '../errors/propensity-error.js';
import type { DesignMatrix } from '../preprocessing/design-matrix.js';
import type { ComputeThreads } from '../threads/compute-threads.js';
import { doubles, isShared } from '../threads/shared-memory.js';
import { checkClasses, checkLabels, checkOffset, checkWeights, requireLength } from './check-training-rows.js';
import { FittedLogisticRegression } from './fitted-logistic-regression.js';
import type { LogisticProblem } from './logistic-problem.js';
import { solve } from './solver/solve.js';

export type { FittedLogisticRegression };

export interface LogisticRegressionOptions {
  /** Inverse strength of the L2 penalty, as in scikit-learn: smaller is stronger. Default 1. */
  readonly C?: number;
  /** Default true. */
  readonly fitIntercept?: boolean;
  /**
   * Multiplies the weights of the rows of class 0 and of class 1; "balanced" makes both classes weigh the same. The intercept is then
   * corrected by −ln(w₁/w₀), so that probabilities stay those of the rows as they are; needs `fitIntercept`. Default: none.
   */
  readonly classWeight?: 'balanced' | readonly [number, number];
  /** Stops at max|gradient| ≤ tol·Σ weights. Default 1e-11. */
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
  readonly threads?: ComputeThreads | undefined;
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
  readonly classWeight: 'balanced' | readonly [number, number] | undefined;
  readonly tol: number;
  readonly maxIter: number;

  /** @throws PropensityError `bad_hyperparameter` */
  constructor(options: LogisticRegressionOptions = {}) {
    this.C = options.C ?? 1;
    this.fitIntercept = options.fitIntercept ?? true;
    this.classWeight = options.classWeight;
    this.tol = options.tol ?? 1e-11;
    this.maxIter = options.maxIter ?? 100;
    requireHyperparameter(this.C > 0 && Number.isFinite(this.C), `C must be a positive number, not ${this.C}.`);
    if (this.classWeight !== undefined) {
      const weights = this.classWeight === 'balanced' ? [1, 1] : this.classWeight;
      requireHyperparameter(
        this.fitIntercept,
        'classWeight needs fitIntercept: it is the intercept that is corrected.',
      );
      requireHyperparameter(
        weights.length === 2 && weights.every((weight) => weight > 0 && Number.isFinite(weight)),
        `classWeight must be "balanced" or two positive numbers, not ${this.classWeight}.`,
      );
    }
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
    const shared = options.threads !== undefined;
    const given: LogisticProblem = {
      design,
      y: checkLabels(y, design.nRows, shared),
      sampleWeight: checkWeights(options.sampleWeight, design.nRows, shared),
      offset: checkOffset(options.offset, design.nRows, shared),
      C: this.C,
      fitIntercept: this.fitIntercept,
    };
    const baseRateLogit = checkClasses(given);
    const { problem, correction } = this.#weighClasses(given, baseRateLogit);
    const { start } = options;
    if (start !== undefined) requireLength('start.coef', start.coef.length, design.nColumns);
    const from = start ?? { coef: new Float64Array(design.nColumns), intercept: baseRateLogit };
    const { tol, maxIter } = this;
    const solution = solve(
      problem,
      { coef: from.coef, intercept: this.fitIntercept ? from.intercept + correction : 0, cold: start === undefined },
      { tol, maxIter, threads: options.threads },
    );
    return new FittedLogisticRegression({ ...solution, intercept: solution.intercept - correction });
  }

  /** The rows' weights multiplied by those of their classes, and what that adds to the intercept. */
  #weighClasses(problem: LogisticProblem, baseRateLogit: number): { problem: LogisticProblem; correction: number } {
    if (this.classWeight === undefined) return { problem, correction: 0 };
    const { y } = problem;
    const sampleWeight = doubles(y.length, isShared(y));
    const [negative, positive] =
      this.classWeight === 'balanced'
        ? [(1 + Math.exp(baseRateLogit)) / 2, (1 + Math.exp(-baseRateLogit)) / 2]
        : this.classWeight;
    for (let i = 0; i < y.length; i++) {
      sampleWeight[i] = (problem.sampleWeight?.[i] ?? 1) * (y[i] === 1 ? positive : negative);
    }
    return { problem: { ...problem, sampleWeight }, correction: Math.log(positive / negative) };
  }
}

function requireHyperparameter(valid: boolean, message: string): void {
  if (!valid) throw new PropensityError('bad_hyperparameter', message, { kind: 'usage' });
}
