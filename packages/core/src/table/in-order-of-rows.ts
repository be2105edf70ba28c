import { LevelCodes } from './level-codes.js';
import type { CategoricalColumn } from './table.js';

/**
 * The column with its levels in the order of the rows that they first appear in, and none that no row has: whatever the codes were, it is
 * the column that its texts give when they are read one after the other.
 * @param codes places in `levels`, −1 where missing; changed in place, n
 */
export function inOrderOfRows(codes: Int32Array<ArrayBuffer>, levels: readonly string[]): CategoricalColumn {
  const ordered = new LevelCodes();
  ordered.recode(codes, levels);
  return ordered.column(codes);
}
