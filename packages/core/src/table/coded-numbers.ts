import type { NumericColumn } from './columns.js';

/** A code for each row, as wide as the dictionary needs. */
export type NumberCodes = Uint8Array | Uint16Array;

/** Numbers that repeat: row i has `dictionary[codes[i]]`. Plain data. */
export interface CodedCells {
  readonly codes: NumberCodes;
  /** NaN, for a missing value, then the column's different values, ascending. */
  readonly dictionary: Float64Array;
}

/** The cells of a numeric column as they are kept. */
export type NumberCells = Float64Array | CodedCells;

/**
 * A numeric column kept in one or two bytes a row. `values` are made anew each time that they are read; what goes over many
 * rows reads `cellsOf` instead.
 */
export class CodedNumbers implements NumericColumn, CodedCells {
  readonly kind = 'numeric';
  declare readonly values: Float64Array;
  readonly #cells: CodedCells;

  constructor(cells: CodedCells) {
    this.#cells = cells;
    // Its own, so that it is the same column as one of plain values wherever two are compared.
    Object.defineProperty(this, 'values', { enumerable: true, get: () => valuesOf(cells) });
  }

  get codes(): NumberCodes {
    return this.#cells.codes;
  }

  get dictionary(): Float64Array {
    return this.#cells.dictionary;
  }
}

/** The cells of a column, without copying any. */
export function cellsOf(column: NumericColumn): NumberCells {
  if (!(column instanceof CodedNumbers)) return column.values;
  const { codes, dictionary } = column;
  return { codes, dictionary };
}

/** Number of rows. */
export function lengthOfCells(cells: NumberCells): number {
  return cells instanceof Float64Array ? cells.length : cells.codes.length;
}

/** The number in a row. */
export function cellAt(cells: NumberCells, row: number): number {
  return cells instanceof Float64Array ? cells[row]! : cells.dictionary[cells.codes[row]!]!;
}

function valuesOf({ codes, dictionary }: CodedCells): Float64Array {
  const values = new Float64Array(codes.length);
  for (let row = 0; row < values.length; row++) values[row] = dictionary[codes[row]!]!;
  return values;
}
