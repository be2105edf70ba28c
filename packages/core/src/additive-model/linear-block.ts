import type { ComputeContext } from '../compute-context/compute-context.js';
import { FASTEST_COMPUTE } from '../compute-context/fastest-compute.js';
import { designTimes } from '../linear-model/design-product.js';
import type { HessianSolver } from '../linear-model/solver/hessian-factor.js';
import { LogisticFunction } from '../linear-model/solver/logistic-function.js';
import type { DesignMatrix } from '../preprocessing/design-matrix.js';
import { asDoubles, doubles } from '../threads/shared-memory.js';
import type { LinearRows } from './linear-start.js';

/** Steps for which one Hessian serves: between them the tables change it little. */
const STEPS_PER_HESSIAN = 6;
const MAX_HALVINGS = 8;

/** The linear part of an additive fit, kept in it by Newton steps while everything else is an offset. */
export class LinearBlock {
  /** What the tables add to η, one per row: to be set before a step. */
  readonly offset: Float64Array;
  readonly #f: LogisticFunction;
  readonly #design: DesignMatrix;
  readonly #compute: ComputeContext;
  /** Per parameter: 1 for not below 0, −1 for not above; null anything. */
  readonly #signs: readonly (number | null)[];
  #parameters: Float64Array;
  #hessian: HessianSolver | null = null;
  #steps = 0;

  /** @param signs of the design's coefficients, see `signsOf` */
  constructor(
    { design, y, weight }: LinearRows,
    C: number,
    start: { readonly coef: Float64Array; readonly intercept: number },
    signs: readonly (number | null)[],
    compute: ComputeContext = FASTEST_COMPUTE,
  ) {
    const isShared = compute.threads !== undefined;
    this.offset = doubles(design.nRows, isShared);
    this.#design = design;
    this.#compute = compute;
    this.#signs = signs;
    const problem = {
      design,
      y: asDoubles(y, isShared),
      sampleWeight: weight,
      offset: this.offset,
      C,
      fitIntercept: true,
    };
    this.#f = new LogisticFunction(problem, compute);
    this.#parameters = this.#f.order.toParameters(start.coef, start.intercept);
  }

  get coefficients(): { readonly coef: Float64Array; readonly intercept: number } {
    return this.#f.order.toCoefficients(this.#parameters);
  }

  /** One Newton step, halved until it helps. */
  step(): void {
    const { objective, gradient } = this.#f.evaluate(this.#parameters);
    if (this.#hessian === null || !this.#f.factorises || this.#steps % STEPS_PER_HESSIAN === 0) {
      this.#hessian = this.#f.hessian();
    }
    this.#steps++;
    const direction = this.#hessian.solve(gradient);
    for (let halving = 0, length = 1; halving < MAX_HALVINGS; halving++, length /= 2) {
      const parameters = this.#allowed(this.#parameters.map((value, j) => value - length * direction[j]!));
      if (this.#f.evaluate(parameters).objective < objective) {
        this.#parameters = parameters;
        return;
      }
    }
  }

  /** Adds to the intercept. */
  shift(by: number): void {
    const { coef, intercept } = this.coefficients;
    this.#parameters = this.#f.order.toParameters(coef, intercept + by);
  }

  /** η of every row: the linear part and the offset. */
  eta(): Float64Array {
    const { coef, intercept } = this.coefficients;
    const eta = designTimes(this.#design, coef, intercept, 'eta', this.#compute);
    for (let i = 0; i < eta.length; i++) eta[i]! += this.offset[i]!;
    return eta;
  }

  /**
   * Standard errors of the coefficients, given the tables; null where there are more than `most`. @see standardErrors of the linear
   * model
   */
  standardErrors(most: number): Float64Array | null {
    const { order } = this.#f;
    if (this.#design.nColumns > most) return null;
    this.#f.evaluate(this.#parameters);
    const hessian = this.#f.hessian();
    const errors = new Float64Array(order.length);
    const unit = new Float64Array(order.length);
    for (let j = 0; j < errors.length; j++) {
      unit.fill(0);
      unit[j] = 1;
      errors[j] = Math.sqrt(hessian.solve(unit)[j]!);
    }
    return order.toCoefficients(errors).coef;
  }

  /** Releases helping threads; there must be no step afterwards. */
  end(): void {
    this.#f.end();
  }

  /** The parameters, with those of the wrong sign at 0. */
  #allowed(parameters: Float64Array): Float64Array {
    if (this.#signs.every((sign) => sign === null)) return parameters;
    const { coef, intercept } = this.#f.order.toCoefficients(parameters);
    this.#signs.forEach((sign, index) => {
      if ((sign ?? 0) * coef[index]! < 0) coef[index] = 0;
    });
    return this.#f.order.toParameters(coef, intercept);
  }
}
