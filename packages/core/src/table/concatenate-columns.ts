import { LevelCodes } from './level-codes.js';
import type { CategoricalColumn, Column, NumericColumn } from './table.js';

/**
 * Columns of one kind appended to each other, as one column; levels of categories are merged. A single column is
 * returned as it is.
 * @param columns at least one
 * @throws TypeError when numeric and categorical columns are mixed
 */
export function concatenateColumns(columns: readonly Column[]): Column {
  const [first] = columns;
  if (columns.length === 1) return first!;
  if (columns.every((column) => column.kind === 'numeric')) return concatenateNumbers(columns);
  if (columns.every((column) => column.kind === 'categorical')) return concatenateCategories(columns);
  throw new TypeError('numeric and categorical columns cannot be one column');
}

function concatenateNumbers(columns: readonly NumericColumn[]): NumericColumn {
  const values = new Float64Array(columns.reduce((sum, column) => sum + column.values.length, 0));
  let offset = 0;
  for (const column of columns) {
    values.set(column.values, offset);
    offset += column.values.length;
  }
  return { kind: 'numeric', values };
}

function concatenateCategories(columns: readonly CategoricalColumn[]): CategoricalColumn {
  const codes = new Int32Array(columns.reduce((sum, column) => sum + column.codes.length, 0));
  const merged = new LevelCodes();
  let offset = 0;
  for (const column of columns) {
    merged.recode(column.codes, column.levels, codes.subarray(offset, offset + column.codes.length));
    offset += column.codes.length;
  }
  return merged.column(codes);
}
