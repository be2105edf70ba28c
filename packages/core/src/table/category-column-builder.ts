import { integers } from '../threads/shared-memory.js';
import type { CategoricalColumn } from './columns.js';
import { inOrderOfRows } from './in-order-of-rows.js';
import { LevelCodes } from './level-codes.js';

/**
 * A categorical column that is filled row by row, in any order, without a second copy. Its levels are in order of the rows, so the
 * column depends on the rows alone. A row that is not set is missing.
 */
export class CategoryColumnBuilder {
  readonly #codes: Int32Array;
  /** In the order in which the cells come. */
  readonly #levels = new LevelCodes();

  /** @param length number of rows */
  constructor(length: number) {
    this.#codes = integers(length, true).fill(-1);
  }

  set(row: number, text: string | null): void {
    this.#codes[row] = this.#levels.code(text);
  }

  /** Sets `codes.length` rows from `start` on, by indices of `levels`; −1 is missing. */
  setAll(start: number, codes: Int32Array, levels: readonly string[]): void {
    this.#levels.recode(codes, levels, this.#codes.subarray(start, start + codes.length));
  }

  finish(): CategoricalColumn {
    return inOrderOfRows(this.#codes, this.#levels.levels());
  }
}
