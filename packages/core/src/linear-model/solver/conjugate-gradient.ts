import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { type HessianSolver, type Penalty, singularHessian } from './hessian-factor.js';
import { dot } from './inverse-hessian.js';
import type { ParameterOrder } from './parameter-order.js';
import type { TileLayout } from './tile-layout.js';

/** Relative residual at which a step is accurate enough: Newton's method corrects the rest. */
const RELATIVE_RESIDUAL = 1e-3;
const MAX_ITERATIONS = 500;

/**
 * H⁻¹·vector without forming H, for problems whose pair tables would not fit: conjugate gradients with one pass over
 * the rows per iteration. Preconditioned by the block of the dense columns and the diagonal of the levels.
 * @see Nocedal, Wright (2006), "Numerical Optimization", algorithm 5.3
 */
export class ConjugateGradient implements HessianSolver {
  readonly #times: (vector: Float64Array) => Float64Array;
  /** Factor of the dense columns' block; null where rounding makes the block not positive definite. */
  readonly #dense: CholeskyDecomposition | null;
  readonly #diagonal: Float64Array;
  readonly #nDense: number;

  /**
   * @param times H·vector
   * @param cross sums of the rows, as `TilePasses.run('cross')` gives them, without pair tables
   * @throws PropensityError `singular_hessian` when H is not finite
   */
  constructor(
    times: (vector: Float64Array) => Float64Array,
    cross: Float64Array,
    layout: TileLayout,
    order: ParameterOrder,
    { lambda, fitIntercept }: Penalty,
  ) {
    this.#times = times;
    this.#nDense = 1 + order.nDense;
    const { nColumns, firstSlots } = layout;
    const matrix = Matrix.zeros(this.#nDense, this.#nDense);
    for (let i = 0; i < this.#nDense; i++) {
      for (let j = 0; j <= i; j++) {
        const isHeld = j === 0 && !fitIntercept;
        const value = isHeld ? (i === 0 ? 1 : 0) : cross[i * nColumns + j]! + (i === j && i > 0 ? lambda : 0);
        matrix.set(i, j, value);
        matrix.set(j, i, value);
      }
    }
    if (!matrix.diagonal().every(Number.isFinite)) throw singularHessian();
    const cholesky = new CholeskyDecomposition(matrix);
    this.#dense = cholesky.isPositiveDefinite() ? cholesky : null;
    this.#diagonal = Float64Array.from({ length: order.length }, (_, j) => (j < this.#nDense ? matrix.get(j, j) : 0));
    order.levels.forEach(({ first, count }, k) => {
      for (let code = 0; code < count; code++) {
        this.#diagonal[first + code] = cross[(nColumns + firstSlots[k]! + code) * nColumns]! + lambda;
      }
    });
  }

  solve(vector: Float64Array): Float64Array {
    const result = new Float64Array(vector.length);
    const residual = vector.slice();
    let preconditioned = this.#precondition(residual);
    const direction = preconditioned.slice();
    let size = dot(residual, preconditioned);
    const enough = RELATIVE_RESIDUAL ** 2 * size;
    for (let iteration = 0; iteration < MAX_ITERATIONS && size > enough; iteration++) {
      const product = this.#times(direction);
      const length = size / dot(direction, product);
      for (let j = 0; j < result.length; j++) {
        result[j]! += length * direction[j]!;
        residual[j]! -= length * product[j]!;
      }
      preconditioned = this.#precondition(residual);
      const before = size;
      size = dot(residual, preconditioned);
      for (let j = 0; j < direction.length; j++) direction[j] = preconditioned[j]! + (size / before) * direction[j]!;
    }
    return result;
  }

  #precondition(vector: Float64Array): Float64Array {
    const result = vector.map((value, j) => value / this.#diagonal[j]!);
    if (this.#dense !== null) {
      result.set(this.#dense.solve(Matrix.columnVector(vector.subarray(0, this.#nDense))).to1DArray());
    }
    return result;
  }
}
