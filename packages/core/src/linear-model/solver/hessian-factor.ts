import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { PropensityError } from '../../errors/propensity-error.js';
import { COLUMN_GROUP, type OpenKernels } from '../../kernels/logistic-kernels.js';
import type { ParameterOrder } from './parameter-order.js';
import type { TileLayout } from './tile-layout.js';

export interface Penalty {
  /** 1/C: added to the diagonal of every parameter but the intercept. */
  readonly lambda: number;
  readonly fitIntercept: boolean;
}

/** Solves systems with the Hessian. */
export interface HessianSolver {
  /** H⁻¹·vector. */
  solve(vector: Float64Array): Float64Array;
}

const MAX_ATTEMPTS = 12;

/**
 * H = XᵀDX + λI, factorised. The largest one-hot block of H is diagonal (levels of one feature exclude each other), so
 * it is eliminated first: with H = [A Bᵀ; B E], what remains to decompose is the Schur complement S = A − Bᵀ·E⁻¹·B of
 * the other parameters. Where rounding makes S not positive definite (separable data: every curvature nearly 0), the
 * diagonal of H is multiplied by growing factors until it is.
 */
export class HessianFactor implements HessianSolver {
  readonly #order: ParameterOrder;
  /** Index of the eliminated categorical; −1 without categoricals. */
  readonly #eliminated: number;
  readonly #nEliminated: number;
  /** Number of parameters left, and that rounded up to a multiple of COLUMN_GROUP. */
  readonly #nKept: number;
  readonly #width: number;
  /** B: nEliminated rows of `width`. */
  readonly #border: Float64Array;
  /** Diagonal of E⁻¹. */
  readonly #inverse: Float64Array;
  readonly #cholesky: CholeskyDecomposition;

  /**
   * @param cross sums of the rows, as `TilePasses.run('cross')` gives them
   * @throws PropensityError `singular_hessian` when H is not finite, or no damping helps
   */
  constructor(cross: Float64Array, layout: TileLayout, order: ParameterOrder, penalty: Penalty, open: OpenKernels) {
    this.#order = order;
    this.#eliminated = order.levels.reduce(
      (most, { count }, k) => (count > (order.levels[most]?.count ?? 0) ? k : most),
      -1,
    );
    this.#nEliminated = order.levels[this.#eliminated]?.count ?? 0;
    this.#nKept = order.length - this.#nEliminated;
    this.#width = roundUp(this.#nKept);
    const rows = roundUp(this.#nEliminated);
    const [borderAt, inverseAt, schurAt] = [0, 8 * rows * this.#width, 8 * rows * (this.#width + 1)];
    const kernels = open(schurAt + 8 * this.#width * this.#width);
    this.#border = new Float64Array(kernels.memory, borderAt, rows * this.#width);
    this.#inverse = new Float64Array(kernels.memory, inverseAt, rows);
    const schur = new Float64Array(kernels.memory, schurAt, this.#width * this.#width);

    let damping = 0;
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      this.#assemble(cross, layout, penalty, 1 + damping, schur);
      kernels.eliminate(rows, this.#width, borderAt, inverseAt, schurAt);
      const cholesky = new CholeskyDecomposition(symmetricMatrix(schur, this.#nKept, this.#width));
      if (cholesky.isPositiveDefinite()) {
        this.#cholesky = cholesky;
        return;
      }
      damping = 10 ** (attempt - 14);
    }
    throw singularHessian();
  }

  solve(vector: Float64Array): Float64Array {
    const kept = this.#keptOf(vector);
    const first = this.#first;
    for (let r = 0; r < this.#nEliminated; r++) {
      const scaled = this.#inverse[r]! * vector[first + r]!;
      for (let j = 0; j < this.#nKept; j++) kept[j]! -= this.#border[r * this.#width + j]! * scaled;
    }
    const solved = Float64Array.from(this.#cholesky.solve(Matrix.columnVector(kept)).to1DArray());
    const result = new Float64Array(vector.length);
    result.set(solved.subarray(0, first));
    result.set(solved.subarray(first), first + this.#nEliminated);
    for (let r = 0; r < this.#nEliminated; r++) {
      let sum = vector[first + r]!;
      for (let j = 0; j < this.#nKept; j++) sum -= this.#border[r * this.#width + j]! * solved[j]!;
      result[first + r] = this.#inverse[r]! * sum;
    }
    return result;
  }

  /** Index of the first eliminated parameter; the number of parameters where none is. */
  get #first(): number {
    return this.#order.levels[this.#eliminated]?.first ?? this.#order.length;
  }

  #keptOf(vector: Float64Array): Float64Array {
    const kept = new Float64Array(this.#nKept);
    kept.set(vector.subarray(0, this.#first));
    kept.set(vector.subarray(this.#first + this.#nEliminated), this.#first);
    return kept;
  }

  /** Writes A (lower triangle) into `schur`, B and E⁻¹, H's diagonal multiplied by `factor`. */
  #assemble(
    cross: Float64Array,
    layout: TileLayout,
    { lambda, fitIntercept }: Penalty,
    factor: number,
    schur: Float64Array,
  ): void {
    const { nColumns } = layout;
    const width = this.#width;
    const nFirst = 1 + this.#order.nDense;
    schur.fill(0);
    this.#border.fill(0);
    for (let i = 0; i < nFirst; i++) {
      for (let j = 0; j <= i; j++) schur[i * width + j] = cross[i * nColumns + j]!;
    }
    this.#order.levels.forEach(({ count }, k) => {
      for (let code = 0; code < count; code++) {
        const vector = (nColumns + layout.firstSlots[k]! + code) * nColumns;
        const isEliminated = k === this.#eliminated;
        const row = isEliminated ? code : this.#keptIndex(k) + code;
        const target = isEliminated ? this.#border : schur;
        for (let j = 0; j < nFirst; j++) target[row * width + j] = cross[vector + j]!;
        if (isEliminated) this.#inverse[row] = 1 / ((cross[vector]! + lambda) * factor);
        else schur[row * width + row] = cross[vector]!;
      }
    });
    for (const { first, second, width: tableWidth, start } of layout.pairs) {
      const firstIsOut = first === this.#eliminated;
      const secondIsOut = second === this.#eliminated;
      const target = firstIsOut || secondIsOut ? this.#border : schur;
      const rowOf = firstIsOut ? 0 : this.#keptIndex(first);
      const columnOf = secondIsOut ? 0 : this.#keptIndex(second);
      for (let a = 0; a < this.#order.levels[first]!.count; a++) {
        const cells = start + (a + 1) * tableWidth + 1;
        const nCells = tableWidth - 1;
        if (secondIsOut) {
          for (let b = 0; b < nCells; b++) target[b * width + rowOf + a] = cross[cells + b]!;
        } else {
          target.set(cross.subarray(cells, cells + nCells), (rowOf + a) * width + columnOf);
        }
      }
    }
    for (let j = 0; j < this.#nKept; j++) {
      const at = j * width + j;
      schur[at] = (schur[at]! + (j === 0 ? 0 : lambda)) * factor;
      if (!Number.isFinite(schur[at])) throw singularHessian();
    }
    if (!fitIntercept) this.#holdIntercept(schur);
  }

  /** Takes the intercept out of the system: its row and column become those of the identity. */
  #holdIntercept(schur: Float64Array): void {
    for (let j = 0; j < this.#nKept; j++) schur[j * this.#width] = j === 0 ? 1 : 0;
    for (let r = 0; r < this.#nEliminated; r++) this.#border[r * this.#width] = 0;
  }

  #keptIndex(categorical: number): number {
    const { first } = this.#order.levels[categorical]!;
    return first > this.#first ? first - this.#nEliminated : first;
  }
}

/**
 * The error for an H that is not finite. It is enough to check the diagonal: no other entry is larger than the diagonal
 * ones of its row and column.
 */
export function singularHessian(): PropensityError {
  return new PropensityError(
    'singular_hessian',
    'The logistic regression could not be solved: its Hessian is not finite.',
    { hint: 'Look for infinite or extremely large values among the features and weights.' },
  );
}

function symmetricMatrix(lower: Float64Array, size: number, width: number): Matrix {
  const matrix = Matrix.zeros(size, size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      matrix.set(i, j, lower[i * width + j]!);
      matrix.set(j, i, lower[i * width + j]!);
    }
  }
  return matrix;
}

function roundUp(size: number): number {
  return Math.ceil(size / COLUMN_GROUP) * COLUMN_GROUP;
}
