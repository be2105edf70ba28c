import type { CategoricalColumn } from './table.js';

/**
 * The column with its levels in the order of the rows that they first appear in, and none that no row has: whatever the codes were, it is
 * the column that its texts give when they are read one after the other.
 * @param codes places in `levels`, −1 where missing; changed in place, n
 */
export function inOrderOfRows(codes: Int32Array<ArrayBuffer>, levels: readonly string[]): CategoricalColumn {
  const renamed = new Int32Array(levels.length).fill(-1);
  const ordered: string[] = [];
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]!;
    if (code < 0) continue;
    if (renamed[code] === -1) renamed[code] = ordered.push(levels[code]!) - 1;
    codes[row] = renamed[code]!;
  }
  return { kind: 'categorical', codes, levels: ordered };
}
