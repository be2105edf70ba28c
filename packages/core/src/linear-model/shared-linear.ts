import type { OpenKernels } from '../kernels/logistic-kernels.js';
import { takeItems } from '../threads/shared-items.js';
import type { LinearColumns, LinearOutput } from './linear-columns.js';
import { LinearTiles } from './linear-tiles.js';

/** Rows per item: a few tiles. */
export const ITEM_ROWS = 16_384;

/** The evaluation of a linear model as several threads share it: the columns and the result are in shared memory. */
export interface SharedLinear {
  readonly kind: 'linear';
  readonly columns: LinearColumns;
  readonly output: LinearOutput;
  readonly result: Float64Array;
  /** 1 + a row without a score, because its η is not finite or a code is not a level; 0 when there is none. */
  readonly badRow: Int32Array;
  readonly control: Int32Array;
}

/** Works on items until none is left. */
export function helpWithLinear(shared: SharedLinear, open: OpenKernels): void {
  takeItems(shared.control, nItems(shared), linearItem(shared, open));
}

export function nItems({ columns }: SharedLinear): number {
  return Math.ceil(columns.nRows / ITEM_ROWS);
}

/** The function that does one item. */
export function linearItem(
  { columns, output, result, badRow }: SharedLinear,
  open: OpenKernels,
): (item: number) => void {
  const tiles = new LinearTiles(columns, output, open);
  return (item) => {
    const start = item * ITEM_ROWS;
    const bad = tiles.run(start, Math.min(columns.nRows, start + ITEM_ROWS), result);
    if (bad >= 0) Atomics.store(badRow, 0, 1 + bad);
  };
}
