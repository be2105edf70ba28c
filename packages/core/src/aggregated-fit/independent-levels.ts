import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { type HessianSolver, singularHessian } from '../linear-model/solver/hessian-factor.js';
import type { ParameterOrder } from '../linear-model/solver/parameter-order.js';
import type { TileLayout } from '../linear-model/solver/tile-layout.js';

const MAX_ATTEMPTS = 12;

/**
 * An approximate Hessian of a design whose pairs of levels are not known: levels of two categoricals are taken to be independent,
 * given the dense columns. With A the dense block and Bₖ the vectors of a categorical's levels, the block of two categoricals is
 * BᵢᵀA⁻¹Bⱼ, the positive definite completion of greatest determinant. All else is exact. Its Schur complement is one block for each
 * categorical, a diagonal minus BₖᵀA⁻¹Bₖ, which is solved by a matrix of the dense columns' size (Woodbury): nothing is as large
 * as the levels squared, so that there may be any number of them.
 */
export class IndependentLevels implements HessianSolver {
  readonly #order: ParameterOrder;
  /** Vectors of the levels of each categorical: levels × (1 + dense). */
  readonly #vectors: readonly Float64Array[];
  readonly #diagonals: readonly Float64Array[];
  readonly #dense: CholeskyDecomposition;
  /** Of A − Σ b·bᵀ/d over the levels of each categorical. */
  readonly #inner: readonly CholeskyDecomposition[];

  /**
   * @param cross sums as `TilePasses.run('cross')` gives them, without pair tables
   * @param lambda added to the diagonal of every parameter but the intercept
   * @throws PropensityError `singular_hessian`
   */
  constructor(cross: Float64Array, layout: TileLayout, order: ParameterOrder, lambda: number) {
    const { nColumns, firstSlots } = layout;
    const size = 1 + order.nDense;
    this.#order = order;
    this.#vectors = order.levels.map(({ count }, k) => {
      const vectors = new Float64Array(count * size);
      for (let level = 0; level < count; level++) {
        const at = (nColumns + firstSlots[k]! + level) * nColumns;
        vectors.set(cross.subarray(at, at + size), level * size);
      }
      return vectors;
    });
    // Where rounding leaves no positive definite matrix, a growing share is added to the diagonal, as `HessianFactor` does.
    let damping = 0;
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const factor = 1 + damping;
      const dense = Matrix.zeros(size, size);
      for (let i = 0; i < size; i++) {
        for (let j = 0; j <= i; j++) {
          const value = cross[i * nColumns + j]!;
          dense.set(i, j, value);
          dense.set(j, i, value);
        }
        const diagonal = (dense.get(i, i) + (i === 0 ? 0 : lambda)) * factor;
        if (!Number.isFinite(diagonal)) throw singularHessian();
        dense.set(i, i, diagonal);
      }
      const diagonals = this.#vectors.map((vectors) =>
        Float64Array.from({ length: vectors.length / size }, (_, level) => (vectors[level * size]! + lambda) * factor),
      );
      const decomposed = [dense, ...this.#vectors.map((vectors, k) => inner(dense, vectors, diagonals[k]!))].map(
        (matrix) => new CholeskyDecomposition(matrix),
      );
      if (decomposed.every((each) => each.isPositiveDefinite())) {
        this.#diagonals = diagonals;
        [this.#dense, ...this.#inner] = decomposed as [CholeskyDecomposition, ...CholeskyDecomposition[]];
        return;
      }
      damping = 10 ** (attempt - 14);
    }
    throw singularHessian();
  }

  solve(vector: Float64Array): Float64Array {
    const size = 1 + this.#order.nDense;
    const result = new Float64Array(vector.length);
    const rest = vector.slice(0, size);
    const before = solved(this.#dense, rest);
    this.#order.levels.forEach(({ first, count }, k) => {
      const vectors = this.#vectors[k]!;
      const diagonal = this.#diagonals[k]!;
      const own = new Float64Array(count);
      const sums = new Float64Array(size);
      for (let level = 0; level < count; level++) {
        own[level] = vector[first + level]! - product(vectors, level * size, before);
        const share = own[level]! / diagonal[level]!;
        for (let j = 0; j < size; j++) sums[j]! += vectors[level * size + j]! * share;
      }
      const shared = solved(this.#inner[k]!, sums);
      for (let level = 0; level < count; level++) {
        const value = (own[level]! + product(vectors, level * size, shared)) / diagonal[level]!;
        result[first + level] = value;
        for (let j = 0; j < size; j++) rest[j]! -= vectors[level * size + j]! * value;
      }
    });
    result.set(solved(this.#dense, rest));
    return result;
  }
}

function inner(dense: Matrix, vectors: Float64Array, diagonal: Float64Array): Matrix {
  const size = dense.rows;
  const sums = new Float64Array(size * size);
  diagonal.forEach((of, level) => {
    const at = level * size;
    for (let i = 0; i < size; i++) {
      const share = vectors[at + i]! / of;
      if (share === 0) continue;
      for (let j = 0; j <= i; j++) sums[i * size + j]! += share * vectors[at + j]!;
    }
  });
  const matrix = dense.clone();
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      const value = dense.get(i, j) - sums[i * size + j]!;
      matrix.set(i, j, value);
      matrix.set(j, i, value);
    }
  }
  return matrix;
}

function solved(cholesky: CholeskyDecomposition, vector: Float64Array): Float64Array {
  return Float64Array.from(cholesky.solve(Matrix.columnVector(vector)).to1DArray());
}

function product(values: Float64Array, from: number, vector: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < vector.length; j++) sum += values[from + j]! * vector[j]!;
  return sum;
}
