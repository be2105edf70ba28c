import type { CategoricalColumn } from './columns.js';
import { LevelCodes } from './level-codes.js';

/**
 * The column with its levels in order of first appearance, without levels that no row has: for any numbering of the
 * codes it equals the column that is made from its texts row by row.
 * @param codes n indices of `levels`, −1 where missing; changed in place
 */
export function inOrderOfRows(codes: Int32Array, levels: readonly string[]): CategoricalColumn {
  const ordered = new LevelCodes();
  ordered.recode(codes, levels);
  return ordered.column(codes);
}
