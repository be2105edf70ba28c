import type { ComputeContext } from '../../compute-context/compute-context.js';
import type { LogisticKernels, OpenKernels } from '../../kernels/logistic-kernels.js';
import { levelSourceOf, numberSourceOf } from '../../preprocessing/design-matrix.js';
import { lengthOfSource, loadNumbers, type NumberSource } from '../../row-sources/number-source.js';
import type { LogisticProblem } from '../logistic-problem.js';
import { ConjugateGradient } from './conjugate-gradient.js';
import { HessianFactor, type HessianSolver, type Penalty } from './hessian-factor.js';
import { ParameterOrder } from './parameter-order.js';
import { RowPasses } from './row-passes.js';
import { pairCells } from './tile-layout.js';
import type { ProblemRows } from './tile-passes.js';

/**
 * Limits for factorising: cells of pair tables (8 bytes each, several copies), and size of the matrix that is
 * decomposed.
 */
const MAX_PAIR_CELLS = 4_000_000;
const MAX_DECOMPOSED = 3000;

/** f and its gradient at some parameters. */
export interface Evaluation {
  readonly objective: number;
  readonly gradient: Float64Array;
}

/** The function that a logistic regression minimises, of parameters in the solver's order, with its derivatives. */
export class LogisticFunction {
  readonly order: ParameterOrder;
  readonly totalWeight: number;
  /** The unit of each component of the gradient: 1, or less where all values of a column are tiny. */
  readonly gradientUnits: Float64Array;
  /**
   * Whether `hessian()` is a factor, which stays usable after `end()`; otherwise systems are solved by passes of this
   * function.
   */
  readonly factorises: boolean;
  readonly #weight: Float64Array | null;
  readonly #passes: RowPasses;
  readonly #penalty: Penalty;
  readonly #open: OpenKernels;
  /** Memory in which the Hessian is factorised: always of the same size. */
  #workspace: LogisticKernels | null = null;

  constructor(problem: LogisticProblem, compute: ComputeContext) {
    this.#open = compute.openKernels;
    this.#weight = problem.sampleWeight;
    const { design, y, sampleWeight, offset, C, fitIntercept } = problem;
    this.order = new ParameterOrder(design);
    this.factorises = canFactorise(this.order);
    this.totalWeight = sampleWeight === null ? y.length : sampleWeight.reduce((sum, weight) => sum + weight, 0);
    this.gradientUnits = new Float64Array(this.order.length).fill(1);
    const columns = design.numeric.map(numberSourceOf);
    columns.forEach((column, j) => {
      this.gradientUnits[1 + j] = gradientUnit(column);
    });
    this.#penalty = { lambda: 1 / C, fitIntercept };
    const rows: ProblemRows = {
      nRows: design.nRows,
      columns,
      codes: design.categorical.map(levelSourceOf),
      nLevels: design.categorical.map(({ nLevels }) => nLevels),
      y,
      weight: sampleWeight,
      offset,
      curvature: new Float64Array(y.length),
      pairTables: this.factorises,
    };
    this.#passes = new RowPasses(rows, compute);
  }

  /** One pass over the rows; it stores each row's curvature for `hessian`. */
  evaluate(parameters: Float64Array): Evaluation {
    const sums = this.#passes.run('gradient', this.#toSlots(parameters));
    const gradient = this.#fromSlots(sums.subarray(1));
    let squares = 0;
    for (let j = 1; j < parameters.length; j++) {
      gradient[j]! += this.#penalty.lambda * parameters[j]!;
      squares += parameters[j]! * parameters[j]!;
    }
    if (!this.#penalty.fitIntercept) gradient[0] = 0;
    return { objective: sums[0]! + (this.#penalty.lambda * squares) / 2, gradient };
  }

  /**
   * H at the parameters last evaluated; an earlier result is no longer valid.
   * @throws PropensityError `singular_hessian`
   */
  hessian(): HessianSolver {
    const cross = this.#passes.run('cross', EMPTY);
    const { layout } = this.#passes;
    return this.factorises
      ? new HessianFactor(cross, layout, this.order, this.#penalty, (bytes) => (this.#workspace ??= this.#open(bytes)))
      : new ConjugateGradient((vector) => this.#hessianTimes(vector), cross, layout, this.order, this.#penalty);
  }

  /** The upper bound of H over all parameters: with p = ½ on every row. @throws PropensityError `singular_hessian` */
  largestHessian(): HessianSolver {
    const { curvature } = this.#passes;
    for (let i = 0; i < curvature.length; i++) curvature[i] = (this.#weight === null ? 1 : this.#weight[i]!) / 4;
    return this.hessian();
  }

  /** H·vector, H at the parameters last evaluated. */
  #hessianTimes(vector: Float64Array): Float64Array {
    const product = this.#fromSlots(this.#passes.run('product', this.#toSlots(vector)).subarray(1));
    for (let j = 1; j < vector.length; j++) product[j]! += this.#penalty.lambda * vector[j]!;
    if (!this.#penalty.fitIntercept) product[0] = vector[0]!;
    return product;
  }

  /** Releases the helping threads; the function must not be used afterwards. */
  end(): void {
    this.#passes.end();
  }

  #toSlots(parameters: Float64Array): Float64Array {
    const { coef, nColumns, firstSlots } = this.#passes.layout;
    const slots = new Float64Array(coef.length);
    slots.set(parameters.subarray(0, 1 + this.order.nDense));
    this.order.levels.forEach(({ first, count }, k) => {
      slots.set(parameters.subarray(first, first + count), nColumns + firstSlots[k]!);
    });
    return slots;
  }

  #fromSlots(slots: Float64Array): Float64Array {
    const { nColumns, firstSlots } = this.#passes.layout;
    const parameters = new Float64Array(this.order.length);
    parameters.set(slots.subarray(0, 1 + this.order.nDense));
    this.order.levels.forEach(({ first, count }, k) => {
      const from = nColumns + firstSlots[k]!;
      parameters.set(slots.subarray(from, from + count), first);
    });
    return parameters;
  }
}

/** Whether the Hessian is formed and factorised; otherwise systems are solved by conjugate gradients. */
export function canFactorise({ levels, length }: ParameterOrder): boolean {
  const counts = levels.map(({ count }) => count);
  return pairCells(counts) <= MAX_PAIR_CELLS && length - Math.max(0, ...counts) <= MAX_DECOMPOSED;
}

/** A column within ±this is tiny. */
const TINY = 2 ** -20;
/** Rows that are looked at together. */
const SOME_ROWS = 64;

/** 1 where some value is beyond ±2⁻²⁰, as the first row usually shows; else 2²⁰ times the largest. */
function gradientUnit(column: NumberSource): number {
  const nRows = lengthOfSource(column);
  const some = new Float64Array(SOME_ROWS);
  let largest = 0;
  for (let start = 0; start < nRows && largest < TINY; start += SOME_ROWS) {
    const end = Math.min(nRows, start + SOME_ROWS);
    loadNumbers(column, start, end, some, 0);
    for (let i = 0; i < end - start; i++) largest = Math.max(largest, Math.abs(some[i]!));
  }
  return largest >= TINY || !(largest > 0) ? 1 : largest / TINY;
}

const EMPTY = new Float64Array(0);
