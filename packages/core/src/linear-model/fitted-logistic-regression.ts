import { FASTEST_COMPUTE } from '../compute-context/fastest-compute.js';
import { PropensityError } from '../errors/propensity-error.js';
import type { ScoreOptions } from '../models/scorer.js';
import type { DesignMatrix } from '../preprocessing/design-matrix.js';
import { designTimes } from './design-product.js';
import type { LinearOutput } from './linear-columns.js';

/** What `LogisticRegression.fit` returns. Immutable. Where no `compute` is given it takes `FASTEST_COMPUTE`. */
export class FittedLogisticRegression {
  /** One per design column, in the order of `designColumnNames`. */
  readonly coef: Float64Array;
  /** 0 when no intercept was fitted. */
  readonly intercept: number;
  readonly nIter: number;
  /** False when `maxIter` was reached first; the coefficients are then the best so far. */
  readonly converged: boolean;
  /** Σᵢ wᵢ·log(1 + exp(−sᵢηᵢ)) + ½‖β‖²/C at these coefficients. */
  readonly objective: number;
  /** max|∂ objective| over the coefficients and the intercept: the measure of convergence. */
  readonly gradientNorm: number;

  constructor(fitted: {
    readonly coef: Float64Array;
    readonly intercept: number;
    readonly nIter: number;
    readonly converged: boolean;
    readonly objective: number;
    readonly gradientNorm: number;
  }) {
    this.coef = fitted.coef;
    this.intercept = fitted.intercept;
    this.nIter = fitted.nIter;
    this.converged = fitted.converged;
    this.objective = fitted.objective;
    this.gradientNorm = fitted.gradientNorm;
  }

  /**
   * η = X·coef + intercept, one per row.
   * @throws PropensityError `shape_mismatch` when the design has another number of columns, `infinite_value`
   */
  decisionFunction(design: DesignMatrix, options: ScoreOptions = {}): Float64Array {
    return this.#over(design, 'eta', options);
  }

  /** P(y = 1), one per row, in (0, 1); not calibrated. @throws PropensityError as `decisionFunction` */
  predictProba(design: DesignMatrix, options: ScoreOptions = {}): Float64Array {
    return this.#over(design, { calibration: { method: 'none' } }, options);
  }

  #over(design: DesignMatrix, output: LinearOutput, { compute = FASTEST_COMPUTE }: ScoreOptions): Float64Array {
    if (design.nColumns !== this.coef.length) {
      throw new PropensityError(
        'shape_mismatch',
        `The model has ${this.coef.length} coefficients; the design has ${design.nColumns} columns.`,
      );
    }
    return designTimes(design, this.coef, this.intercept, output, compute);
  }
}
