import type { OpenKernels } from '../kernels/logistic-kernels.js';
import { takeItems } from '../threads/shared-items.js';
import type { LinearColumns, Wanted } from './linear-columns.js';
import { LinearTiles } from './linear-tiles.js';

/** Rows of an item: a few tiles. */
export const ITEM_ROWS = 16_384;

/** A linear model's rows that several threads share: the columns and the result are in shared memory. */
export interface SharedLinear {
  readonly kind: 'linear';
  readonly columns: LinearColumns;
  readonly wanted: Wanted;
  readonly result: Float64Array;
  /** 1 + a row that has no score, as its η is not finite or a code is no level; 0 when there is none. */
  readonly badRow: Int32Array;
  readonly control: Int32Array;
}

/** Does items until none is left. */
export function helpWithLinear(shared: SharedLinear, open: OpenKernels): void {
  takeItems(shared.control, nItems(shared), linearItem(shared, open));
}

export function nItems({ columns }: SharedLinear): number {
  return Math.ceil(columns.nRows / ITEM_ROWS);
}

/** What is done for an item. */
export function linearItem(
  { columns, wanted, result, badRow }: SharedLinear,
  open: OpenKernels,
): (item: number) => void {
  const tiles = new LinearTiles(columns, wanted, open);
  return (item) => {
    const start = item * ITEM_ROWS;
    const bad = tiles.run(start, Math.min(columns.nRows, start + ITEM_ROWS), result);
    if (bad >= 0) Atomics.store(badRow, 0, 1 + bad);
  };
}
