import { LevelCodes } from './level-codes.js';
import type { CategoricalColumn } from './table.js';

/**
 * The column with its levels in order of first appearance, without levels that no row has: for any numbering of the
 * codes it equals the column that is made from its texts row by row.
 * @param codes n indices of `levels`, −1 where missing; changed in place
 */
export function inOrderOfRows(codes: Int32Array<ArrayBuffer>, levels: readonly string[]): CategoricalColumn {
  const ordered = new LevelCodes();
  ordered.recode(codes, levels);
  return ordered.column(codes);
}
