import type { PreparedColumns } from '../ports/training-rows.js';

/** Where the coefficients of prepared columns stand. */
export class PreparedLayout {
  /** The constant, the numbers and the indicators. */
  readonly nDense: number;
  /** Index of each number's indicator; −1 where it has none. */
  readonly indicators: readonly number[];
  /** Index of the first class of each categorical. */
  readonly firstClass: readonly number[];
  readonly length: number;

  constructor({ numbers, levels }: PreparedColumns) {
    let next = 1 + numbers.length;
    this.indicators = numbers.map(({ hasMissing }) => (hasMissing ? next++ : -1));
    this.nDense = next;
    this.firstClass = levels.map(({ classes }) => {
      next += classes;
      return next - classes;
    });
    this.length = next;
  }
}
