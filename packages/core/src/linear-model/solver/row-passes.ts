import { type OpenKernels, TILE_ROWS } from './logistic-kernels.js';
import { type PassKind, type ProblemRows, TilePasses } from './tile-passes.js';

/** Rows below which a problem is one part. */
const ONE_PART_ROWS = 16_384;
/** Parts of a larger problem: as many threads can share it at most. */
const PARTS = 4;

/** Where part 0, 1, … begins, and the end. Depends on the number of rows only, so that results do not depend on threads. */
export function partBounds(nRows: number): number[] {
  const nParts = nRows < ONE_PART_ROWS ? 1 : PARTS;
  const tiles = Math.ceil(nRows / TILE_ROWS);
  const bounds = Array.from({ length: nParts }, (_, part) => Math.floor((tiles * part) / nParts) * TILE_ROWS);
  return [...bounds, nRows];
}

/** Sums over all rows: each part by itself, the parts added in order. */
export class RowPasses {
  readonly #tiles: TilePasses;
  readonly #bounds: readonly number[];

  constructor(rows: ProblemRows, open: OpenKernels) {
    this.#tiles = new TilePasses(rows, open);
    this.#bounds = partBounds(rows.nRows);
  }

  get layout() {
    return this.#tiles.layout;
  }

  /** @see TilePasses.run */
  run(kind: PassKind, coef: Float64Array): Float64Array {
    const total = this.#tiles.run(kind, coef, this.#bounds[0]!, this.#bounds[1]!).slice();
    for (let part = 1; part + 1 < this.#bounds.length; part++) {
      const sums = this.#tiles.run(kind, coef, this.#bounds[part]!, this.#bounds[part + 1]!);
      for (let i = 0; i < total.length; i++) total[i]! += sums[i]!;
    }
    return total;
  }
}
