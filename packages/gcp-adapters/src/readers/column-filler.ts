import { type Column, PropensityError } from '@propensity/core';
import { CategoryColumnBuilder, NumberColumnBuilder } from '@propensity/core/table';

/** How a column of a result is to be read. */
export interface ColumnRequest {
  readonly name: string;
  readonly kind: 'numeric' | 'categorical';
  /** Whether its numbers are likely to repeat: they are then kept as codes. Default false. */
  readonly repeat?: boolean;
}

/**
 * Columns that are filled cell by cell, rows in any order: pages and streams arrive as they like. NULL becomes NaN or
 * code −1; levels are in order of first appearance, as if the rows had been read one after the other.
 */
export class ColumnFiller {
  readonly #columns: readonly (NumberColumnBuilder | CategoryColumnBuilder)[];
  readonly #seen: Uint8Array;
  #rows = 0;

  constructor(
    readonly requests: readonly ColumnRequest[],
    readonly length: number,
  ) {
    this.#columns = requests.map(({ kind, repeat = false }) =>
      kind === 'numeric' ? new NumberColumnBuilder(length, { repeat }) : new CategoryColumnBuilder(length),
    );
    this.#seen = new Uint8Array(length);
  }

  /** Says that a row is there. @throws PropensityError `rows_damaged` when it was there before, or cannot be */
  claim(row: number): void {
    if (this.#seen[row] !== 0) throw rowsDamaged();
    this.#seen[row] = 1;
    this.#rows++;
  }

  /** Sets a cell; `value` is a number or the text of one, a category's text, or null. */
  set(column: number, row: number, value: string | number | null): void {
    if (value === null) return;
    const cells = this.#columns[column]!;
    if (cells instanceof NumberColumnBuilder) cells.set(row, Number(value));
    else cells.set(row, String(value));
  }

  /** @throws PropensityError `rows_damaged` when a row is missing */
  finish(): Column[] {
    if (this.#rows !== this.length) throw rowsDamaged();
    return this.#columns.map((cells) => cells.finish());
  }
}

function rowsDamaged(): PropensityError {
  return new PropensityError('rows_damaged', 'BigQuery gave a row of a result twice or not at all.', {
    hint: 'Run again; nothing was written.',
  });
}
