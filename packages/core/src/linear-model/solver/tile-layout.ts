import { COLUMN_GROUP, TILE_ROWS, type TileAddresses } from '../../kernels/logistic-kernels.js';
import type { PassKind } from './pass-kind.js';

/** A range of doubles in the kernels' memory. */
export interface Region {
  /** Byte address. */
  readonly at: number;
  /** Number of doubles. */
  readonly length: number;
}

/** The table of curvature sums of two categoricals: (levels of `first` + 1) × `width` cells, one more for "no level" each. */
export interface PairTable {
  readonly first: number;
  readonly second: number;
  readonly width: number;
  /** Index of its cell (−1, −1) among the doubles of the `cross` region. */
  readonly start: number;
}

/** What determines the memory of a problem's arithmetic. */
export interface ProblemShape {
  /** Dense columns of the design, without the intercept. */
  readonly nDense: number;
  /** Levels of each categorical. */
  readonly nLevels: readonly number[];
  /** Whether the tables of pairs of categoricals are filled: without them the Hessian is incomplete. */
  readonly pairTables: boolean;
}

/** The layout of the kernels' memory. */
export class TileLayout {
  /** Dense columns of a tile: the intercept's ones, the design's, and zeros up to a multiple of COLUMN_GROUP. */
  readonly nColumns: number;
  readonly nCategorical: number;
  readonly tile: TileAddresses;
  /** Coefficients: nColumns of the dense columns, then of each categorical "no level" (always 0) and its levels. */
  readonly coef: Region;
  /** Mean and replacement for a missing value of each dense column: for scoring raw values. */
  readonly centres: Region;
  /** The loss, then sums in the order of `coef`. */
  readonly sums: Region;
  /** nColumns × nColumns products of columns, then a vector of nColumns for every level slot, then the pair tables. */
  readonly cross: Region;
  readonly pairs: readonly PairTable[];
  /**
   * Tables of addresses for the kernels, one entry per categorical: into `coef`, into `sums`, into the vectors in
   * `cross`.
   */
  readonly levelCoefsAt: number;
  readonly levelSumsAt: number;
  readonly levelVectorsAt: number;
  /** Slot of each categorical's code 0; slot 0 is the first categorical's "no level". */
  readonly firstSlots: readonly number[];
  readonly nSlots: number;
  readonly bytes: number;

  constructor({ nDense, nLevels, pairTables }: ProblemShape) {
    this.nColumns = Math.ceil((1 + nDense) / COLUMN_GROUP) * COLUMN_GROUP;
    this.nCategorical = nLevels.length;
    let slot = 0;
    this.firstSlots = nLevels.map((count) => {
      slot += count + 1;
      return slot - count;
    });
    this.nSlots = slot;

    let top = 1024;
    const take = (bytes: number) => {
      const at = top;
      top = Math.ceil((top + bytes) / 64) * 64;
      return at;
    };
    const region = (length: number): Region => ({ at: take(8 * length), length });
    const column = () => take(8 * TILE_ROWS);
    this.levelCoefsAt = take(4 * this.nCategorical);
    this.levelSumsAt = take(4 * this.nCategorical);
    this.levelVectorsAt = take(4 * this.nCategorical);
    this.tile = {
      x: take(8 * TILE_ROWS * this.nColumns),
      codes: take(4 * TILE_ROWS * this.nCategorical),
      y: column(),
      weight: column(),
      eta: column(),
      residual: column(),
      curvature: column(),
      scratch: take(8 * TILE_ROWS * (1 + this.nColumns)),
    };
    this.centres = region(2 * this.nColumns);
    this.coef = region(this.nColumns + this.nSlots);
    this.sums = region(1 + this.nColumns + this.nSlots);
    let cell = this.nColumns * this.nColumns + this.nSlots * this.nColumns;
    this.pairs = (pairTables ? pairsOf(nLevels) : []).map(([first, second]) => {
      const width = nLevels[second]! + 1;
      const start = cell;
      cell += (nLevels[first]! + 1) * width;
      return { first, second, width, start };
    });
    this.cross = region(cell);
    this.bytes = top;
  }

  /** Writes the tables of addresses and the intercept's column of ones. */
  initialise(memory: ArrayBuffer): void {
    const addresses = new Int32Array(memory);
    this.firstSlots.forEach((slot, k) => {
      addresses[this.levelCoefsAt / 4 + k] = this.coef.at + 8 * (this.nColumns + slot);
      addresses[this.levelSumsAt / 4 + k] = this.sums.at + 8 * (1 + this.nColumns + slot);
      addresses[this.levelVectorsAt / 4 + k] = this.cross.at + 8 * this.nColumns * (this.nColumns + slot);
    });
    new Float64Array(memory, this.tile.x, TILE_ROWS).fill(1);
  }

  /** The region in which a pass of that kind stores its sums. */
  sumsOf(kind: PassKind): Region {
    return kind === 'cross' ? this.cross : this.sums;
  }

  /** Byte address of the cell (0, 0) of a pair table. */
  pairAt({ start, width }: PairTable): number {
    return this.cross.at + 8 * (start + width + 1);
  }
}

/** Cells of all pair tables of categoricals with that many levels. */
export function pairCells(nLevels: readonly number[]): number {
  return pairsOf(nLevels).reduce((sum, [a, b]) => sum + (nLevels[a]! + 1) * (nLevels[b]! + 1), 0);
}

function pairsOf(nLevels: readonly number[]): (readonly [number, number])[] {
  return nLevels.flatMap((_, first) => nLevels.slice(0, first).map((_, second) => [first, second] as const));
}
