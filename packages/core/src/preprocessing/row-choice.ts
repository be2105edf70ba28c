/** Indices of the rows to take, in that order; undefined takes all. */
export type RowChoice = ArrayLike<number> | undefined;

/** Number of rows taken of a column. */
export function chosenLength(rows: RowChoice, columnLength: number): number {
  return rows === undefined ? columnLength : rows.length;
}
