/** Half a unit in the last place of 1: no sum or product of doubles is further off, relatively. */
const UNIT = Number.EPSILON / 2;
/** Units in the last place of a logarithm by which two engines' may be apart: a good one is within 1. */
const LOGARITHM = 8;

/**
 * How far apart two right evaluations of a linear η may be, row by row. Each adds the same n numbers up, in an order of its own:
 * it loses at most n units of half the last place of the sum of their sizes. What was multiplied before is off by as much of
 * itself, and a logarithm besides by some units of its own last place and by one of ln(1 + x)'s argument.
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

  /** A number that is added up. */
  add(ofRow: (row: number) => number): void {
    this.#count++;
    for (let row = 0; row < this.#sizes.length; row++) this.#sizes[row]! += Math.abs(ofRow(row));
  }

  /** A logarithm that one of those numbers was made of, times `slope`. */
  addLogarithm(slope: number, ofRow: (row: number) => number): void {
    for (let row = 0; row < this.#lost.length; row++) {
      this.#lost[row]! += Math.abs(slope) * (1 + LOGARITHM * Math.abs(ofRow(row)));
    }
  }

  /** One a row. */
  bounds(): Float64Array {
    // Of either evaluation: the sum, the last additions that engines make of partial sums, and the products.
    const perSize = 2 * (this.#count + 3);
    return this.#sizes.map((size, row) => UNIT * (perSize * size + this.#lost[row]!));
  }
}
