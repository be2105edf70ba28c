import { sharedMemory } from '../threads/shared-memory.js';
import { cellsOf } from './coded-numbers.js';
import type { Column } from './columns.js';

/** `rows[indices[i]]` for every i, or `indices[i]` where all rows are meant, in memory that other threads can read. */
export function chosenRows(rows: ArrayLike<number> | undefined, indices: ArrayLike<number>): Uint32Array {
  const chosen = new Uint32Array(sharedMemory(4 * indices.length));
  if (rows === undefined) chosen.set(indices);
  else for (let i = 0; i < indices.length; i++) chosen[i] = rows[indices[i]!]!;
  return chosen;
}

/** The rows `rows` of a column, gathered each time that they are read. */
export function chosenColumn(column: Column, rows: Uint32Array): Column {
  if (column.kind === 'categorical') {
    const { codes: kept, levels } = column;
    return {
      kind: 'categorical',
      get codes() {
        const codes = new Int32Array(rows.length);
        for (let i = 0; i < rows.length; i++) codes[i] = kept[rows[i]!]!;
        return codes;
      },
      levels,
    };
  }
  return {
    kind: 'numeric',
    get values() {
      const cells = cellsOf(column);
      const values = new Float64Array(rows.length);
      if (cells instanceof Float64Array) for (let i = 0; i < rows.length; i++) values[i] = cells[rows[i]!]!;
      else for (let i = 0; i < rows.length; i++) values[i] = cells.dictionary[cells.codes[rows[i]!]!]!;
      return values;
    },
  };
}
