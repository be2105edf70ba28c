/** Half a unit in the last place of 1: the greatest relative error of a sum or product of doubles. */
const UNIT = Number.EPSILON / 2;
/** Units in the last place by which the logarithms of two engines may differ: a good one is within 1. */
const LOGARITHM = 8;

/**
 * How far apart two correct evaluations of a linear η may be, row by row. Each adds up the same n numbers in its own
 * order, with an error of at most n half-units in the last place of the sum of their sizes. A product before that has a
 * relative error of the same kind, and a logarithm one of some units in its own last place and one unit of the argument
 * of ln(1 + x).
 * @see Higham (2002), "Accuracy and Stability of Numerical Algorithms", §4.2
 */
export class LinearRounding {
  #count = 1;
  readonly #sizes: Float64Array;
  readonly #lost: Float64Array;

  constructor(nRows: number, intercept: number) {
    this.#sizes = new Float64Array(nRows).fill(Math.abs(intercept));
    this.#lost = new Float64Array(nRows);
  }

  /** Adds the sizes of one summand of η. */
  add(ofRow: (row: number) => number): void {
    this.#count++;
    for (let row = 0; row < this.#sizes.length; row++) this.#sizes[row]! += Math.abs(ofRow(row));
  }

  /** Adds the errors of a logarithm, times `slope`, in one of the summands. */
  addLogarithm(slope: number, ofRow: (row: number) => number): void {
    for (let row = 0; row < this.#lost.length; row++) {
      this.#lost[row]! += Math.abs(slope) * (1 + LOGARITHM * Math.abs(ofRow(row)));
    }
  }

  /** One per row. */
  bounds(): Float64Array {
    // For both evaluations: the sum, the final additions of partial sums, and the products.
    const perSize = 2 * (this.#count + 3);
    return this.#sizes.map((size, row) => UNIT * (perSize * size + this.#lost[row]!));
  }
}
