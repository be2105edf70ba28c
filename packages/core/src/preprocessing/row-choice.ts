import { gather } from '../table/table.js';

/** Indices of the rows to take, in that order; undefined takes all. */
export type RowChoice = ArrayLike<number> | undefined;

/** Number of rows taken of a column. */
export function chosenLength(rows: RowChoice, columnLength: number): number {
  return rows === undefined ? columnLength : rows.length;
}

/** The values of those rows; the column itself where all are taken. */
export function chosenValues(values: Float64Array, rows: RowChoice): Float64Array {
  return rows === undefined ? values : gather(values, rows);
}
