import { PropensityError } from '../errors/propensity-error.js';

/** Rows that the kernels process at a time: columns of this length stay in the processor's cache. An even number. */
export const TILE_ROWS = 1024;

/** Columns are handled four at a time; a tile is padded to a multiple of this with columns of zeros. */
export const COLUMN_GROUP = 4;

/**
 * The arithmetic of the solver on one tile of rows. Two implementations, WebAssembly SIMD and plain TypeScript, give
 * the same numbers to the last bit: every sum over rows runs in two lanes, even rows and odd rows, which are added at
 * the end of the tile; products are rounded before they are added (no fused multiply-add).
 *
 * Arguments named `…At` are byte addresses in `memory`. A tile has `m` ≤ TILE_ROWS rows, `nColumns` dense columns (a
 * multiple of COLUMN_GROUP, TILE_ROWS doubles each) and `nCategorical` columns of codes (TILE_ROWS int32 each). Where
 * `m` is odd, row `m` is read too and must have weight 0. Tables of addresses are int32, one entry per categorical: the
 * address of the entry of code 0; code −1 (no level) is one entry before it.
 */
export interface LogisticKernels {
  readonly memory: ArrayBuffer;

  /** η += Σ level coefficients, then + X·coef column by column. On entry η holds the offset. */
  linear(
    m: number,
    nColumns: number,
    nCategorical: number,
    tile: TileAddresses,
    coefAt: number,
    levelCoefsAt: number,
  ): void;

  /**
   * As `linear`, with every column's mean subtracted, and a replacement for a missing value (NaN): `centresAt` holds
   * both, one pair per column.
   */
  linearCentred(
    m: number,
    nColumns: number,
    nCategorical: number,
    tile: TileAddresses,
    coefAt: number,
    levelCoefsAt: number,
    centresAt: number,
  ): void;

  /** Whether every η is finite. */
  areFinite(m: number, tile: TileAddresses): boolean;

  /** From η, y and the weights: residual w(p − y), curvature w·p(1 − p); Σ w·log(1 + e^−sη) is added to `lossAt`. */
  logistic(m: number, tile: TileAddresses, lossAt: number): void;

  /** residual = the probability of η (never NaN), clamped as by `sigmoid`. */
  probability(m: number, tile: TileAddresses): void;

  /** residual = curvature·η: between `linear` and `scatter`, this gives a product with the Hessian. */
  weigh(m: number, tile: TileAddresses): void;

  /** Adds Xᵀ·residual to the columns' sums, and each row's residual to the sum of its levels. */
  scatter(
    m: number,
    nColumns: number,
    nCategorical: number,
    tile: TileAddresses,
    sumsAt: number,
    levelSumsAt: number,
  ): void;

  /** Adds XᵀDX of the dense columns, D = diag(curvature), to an nColumns × nColumns matrix: its lower triangle, by column groups. */
  crossColumns(m: number, nColumns: number, tile: TileAddresses, productsAt: number): void;

  /** Adds each row's curvature·x, nColumns doubles, to the vector of each of its levels. */
  crossLevels(m: number, nColumns: number, nCategorical: number, tile: TileAddresses, levelVectorsAt: number): void;

  /** Adds each row's curvature to one cell of the table of levels × `width` levels of two categoricals. */
  crossPair(m: number, tile: TileAddresses, first: number, second: number, tableAt: number, width: number): void;

  /** S −= Bᵀ·diag(inverse)·B on the lower triangle. B: nRows × width, S: width × width, row-major; nRows and width are multiples of COLUMN_GROUP. */
  eliminate(nRows: number, width: number, borderAt: number, inverseAt: number, schurAt: number): void;
}

/** Makes kernels on `bytes` of zeroed memory of their own. */
export type OpenKernels = (bytes: number) => LogisticKernels;

/** The kernels' addresses are int32. */
const MAX_BYTES = 2 ** 31 - 1;

/** @throws PropensityError `problem_too_large` */
export function requireKernelRoom(bytes: number): void {
  if (bytes <= MAX_BYTES) return;
  throw new PropensityError(
    'problem_too_large',
    `The sums of this many columns and levels would take ${Math.ceil(bytes / 2 ** 20)} MiB of memory; the limit is 2048.`,
    { kind: 'refused', hint: 'Group rare levels, or leave out numeric columns or a category of very many levels.' },
  );
}

/** Byte addresses of a tile's columns. */
export interface TileAddresses {
  readonly x: number;
  readonly codes: number;
  readonly y: number;
  readonly weight: number;
  readonly eta: number;
  readonly residual: number;
  readonly curvature: number;
  /** One column, TILE_ROWS doubles, then TILE_ROWS rows of nColumns doubles: curvature·x. */
  readonly scratch: number;
}
