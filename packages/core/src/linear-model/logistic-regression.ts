import type { ComputeContext } from '../compute-context/compute-context.js';
import { FASTEST_COMPUTE } from '../compute-context/fastest-compute.js';
import { PropensityError } from '../errors/propensity-error.js';
import type { DesignMatrix } from '../preprocessing/design-matrix.js';
import { doubles, isShared } from '../threads/shared-memory.js';
import { centredColumns } from './centred-columns.js';
import { checkDesign, unfitValue } from './check-design.js';
import {
  checkClasses,
  checkLabels,
  checkOffset,
  checkWeightSum,
  checkWeights,
  requireLength,
} from './check-training-rows.js';
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
   * Multiplies the weights of the rows of class 0 and of class 1; "balanced" makes both classes weigh the same. The
   * intercept is then corrected by −ln(w₁/w₀), so that probabilities stay those of the unweighted rows; needs
   * `fitIntercept`. Default: none.
   */
  readonly classWeight?: 'balanced' | readonly [number, number];
  /**
   * Stops at max|gradient| ≤ tol·Σ weights. The gradient of a column whose values are all within ±1e-6 is taken per
   * millionth of the largest, so that C limits the column's effect and its unit does not matter. Default 1e-11.
   */
  readonly tol?: number;
  /** Greatest number of Newton steps. Default 100. */
  readonly maxIter?: number;
}

export interface LogisticRegressionFitOptions {
  /** Weight of each row, finite and ≥ 0, with a sum from 1e-100 to 1e100; default 1. */
  readonly sampleWeight?: ArrayLike<number>;
  /** Added to η of each row, within ±1e9: log-odds known beforehand. Default 0. It is not part of the fitted model. */
  readonly offset?: ArrayLike<number>;
  /** Its threads help with a large problem; the result is the same to the last bit. Default: `FASTEST_COMPUTE`. */
  readonly compute?: ComputeContext | undefined;
  /**
   * Where to start from; default: coefficients 0 and the base rate’s logit. It changes the number of steps, not the
   * solution.
   */
  readonly start?: { readonly coef: ArrayLike<number>; readonly intercept: number };
}

/**
 * L2-penalised logistic regression by Newton's method: minimises Σᵢ wᵢ·log(1 + exp(−sᵢηᵢ)) + ½‖β‖²/C, the intercept
 * unpenalised. One-hot blocks stay codes throughout.
 *
 * @example
 * import { LogisticRegression, Preprocessor, tableFromRows } from '@propensity/core';
 *
 * const table = tableFromRows([{ name: 'visits', kind: 'numeric' }], [{ visits: 1 }, { visits: 2 }, { visits: 3 }, { visits: 4 }]);
 * const design = new Preprocessor([{ name: 'visits', kind: 'numeric' }]).fit(table).transform(table);
 * const model = new LogisticRegression({ C: 1 }).fit(design, [0, 0, 1, 1]);
 * model.converged; // → true
 *
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
    requireHyperparameter(
      this.C > 0 && Number.isFinite(this.C) && Number.isFinite(1 / this.C),
      `C must be a positive number, not ${this.C}.`,
    );
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
   * Columns may have any scale up to 1e100 and any offset: apart from the effect of the penalty, the fit does not
   * depend on them.
   * @param design nRows × nColumns, finite
   * @param y 0 or 1, one per row
   * @throws PropensityError `shape_mismatch`, `bad_labels` (not 0 or 1), `bad_weights`, `bad_offset`, `one_class`
   * (among rows of weight > 0); `bad_design` and `bad_codes` naming column and row (NaN or infinite; a code that is not
   * a level), `value_too_large`, `problem_too_large`
   */
  fit(
    design: DesignMatrix,
    y: ArrayLike<number>,
    options: LogisticRegressionFitOptions = {},
  ): FittedLogisticRegression {
    checkDesign(design);
    const compute = options.compute ?? FASTEST_COMPUTE;
    const shared = compute.threads !== undefined;
    const given: LogisticProblem = {
      design,
      y: checkLabels(y, design.nRows, shared),
      sampleWeight: checkWeights(options.sampleWeight, design.nRows, shared),
      offset: checkOffset(options.offset, design.nRows, shared),
      C: this.C,
      fitIntercept: this.fitIntercept,
    };
    checkWeightSum(given.sampleWeight);
    const baseRateLogit = checkClasses(given);
    const { problem, correction } = this.#weighClasses(given, baseRateLogit);
    checkWeightSum(problem.sampleWeight);
    const { design: centred, centres } = this.fitIntercept ? centredColumns(design) : { design, centres: NONE };
    const shift = (coef: ArrayLike<number>) => centres.reduce((sum, centre, j) => sum + centre * coef[j]!, 0);
    const start = startOf(options.start, design.nColumns);
    const from = start ?? { coef: new Float64Array(design.nColumns), intercept: baseRateLogit };
    const intercept = this.fitIntercept ? from.intercept + correction + shift(from.coef) : 0;
    const { tol, maxIter } = this;
    try {
      const solution = solve(
        { ...problem, design: centred },
        { coef: from.coef, intercept, cold: start === null },
        { tol, maxIter, compute },
      );
      return new FittedLogisticRegression({
        ...solution,
        intercept: solution.intercept - correction - shift(solution.coef),
      });
    } catch (error) {
      if (!isNotFinite(error)) throw error;
      const culprit = unfitValue(design);
      if (culprit !== null || start === null) throw culprit ?? error;
      // The given start was too far away.
      const { start: _, ...others } = options;
      return this.fit(design, y, others);
    }
  }

  /** The problem with row weights multiplied by class weights, and what that adds to the intercept. */
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

type Start = NonNullable<LogisticRegressionFitOptions['start']>;

const NONE = new Float64Array(0);

/** Null when none is given. @throws PropensityError `shape_mismatch`, `bad_start` */
function startOf(start: Start | undefined, nColumns: number): Start | null {
  if (start === undefined) return null;
  requireLength('start.coef', start.coef.length, nColumns);
  const { coef, intercept } = start;
  if (![intercept, ...Array.from(coef)].every(Number.isFinite)) {
    throw new PropensityError('bad_start', 'The coefficients to start from must be finite.');
  }
  return start;
}

function isNotFinite(error: unknown): boolean {
  return PropensityError.is(error) && (error.code === 'not_finite' || error.code === 'singular_hessian');
}

function requireHyperparameter(valid: boolean, message: string): void {
  if (!valid) throw new PropensityError('bad_hyperparameter', message, { kind: 'usage' });
}
