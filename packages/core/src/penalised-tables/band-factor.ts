import { BandMatrix } from './band-matrix.js';

/** A positive definite band matrix A = LDLᵀ, in O(size·width²); L has the band of A. */
export class BandFactor {
  readonly #size: number;
  readonly #width: number;
  /** D on the diagonal, L below it, as `BandMatrix` keeps them. */
  readonly #factor: Float64Array;

  /** @param matrix overwritten */
  constructor({ size, width, values }: BandMatrix) {
    this.#size = size;
    this.#width = width;
    this.#factor = values;
    const stride = width + 1;
    for (let j = 0; j < size; j++) {
      const column = j * stride;
      const last = Math.min(width, size - 1 - j);
      for (let m = 1; m <= last; m++) {
        const share = values[column + m]! / values[column]!;
        if (share === 0) continue;
        const below = (j + m) * stride - m;
        for (let q = m; q <= last; q++) values[below + q]! -= share * values[column + q]!;
      }
      for (let m = 1; m <= last; m++) values[column + m]! /= values[column]!;
    }
  }

  /** A⁻¹·vector. */
  solve(vector: Float64Array): Float64Array {
    const size = this.#size;
    const width = this.#width;
    const factor = this.#factor;
    const x = vector.slice();
    for (let j = 0; j < size; j++) {
      for (let m = 1; m <= width && j + m < size; m++) x[j + m]! -= factor[j * (width + 1) + m]! * x[j]!;
    }
    for (let j = size - 1; j >= 0; j--) {
      let value = x[j]! / factor[j * (width + 1)]!;
      for (let m = 1; m <= width && j + m < size; m++) value -= factor[j * (width + 1) + m]! * x[j + m]!;
      x[j] = value;
    }
    return x;
  }

  /**
   * The diagonal of A⁻¹, from the entries of A⁻¹ within the band alone.
   * @see Takahashi, Fagan, Chin (1973); Erisman, Tinney (1975)
   */
  inverseDiagonal(): Float64Array {
    const size = this.#size;
    const width = this.#width;
    const factor = this.#factor;
    const stride = width + 1;
    const inverse = new BandMatrix(size, width).values;
    for (let j = size - 1; j >= 0; j--) {
      const column = j * stride;
      const last = Math.min(width, size - 1 - j);
      let diagonal = 1 / factor[column]!;
      for (let m = last; m >= 1; m--) {
        let sum = 0;
        for (let q = 1; q <= last; q++) {
          const [low, high] = q < m ? [q, m] : [m, q];
          sum -= factor[column + q]! * inverse[(j + low) * stride + high - low]!;
        }
        inverse[column + m] = sum;
      }
      for (let m = 1; m <= last; m++) diagonal -= factor[column + m]! * inverse[column + m]!;
      inverse[column] = diagonal;
    }
    return Float64Array.from({ length: size }, (_, j) => inverse[j * stride]!);
  }
}
