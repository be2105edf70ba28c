import { type LogisticKernels, type OpenKernels, TILE_ROWS } from '../../kernels/logistic-kernels.js';
import { type LevelSource, loadLevels } from '../../row-sources/level-source.js';
import { loadNumbers, type NumberSource } from '../../row-sources/number-source.js';
import type { PassKind } from './pass-kind.js';
import { type Region, TileLayout } from './tile-layout.js';

/** A problem as plain arrays, one value per row: everything that a pass over rows reads, and what threads share. */
export interface ProblemRows {
  readonly nRows: number;
  /** Dense columns. */
  readonly columns: readonly NumberSource[];
  /** Levels of each categorical; −1 selects none. */
  readonly codes: readonly LevelSource[];
  readonly nLevels: readonly number[];
  /** 0 or 1. */
  readonly y: Float64Array;
  /** Null means 1. */
  readonly weight: Float64Array | null;
  /** Added to η; null means 0. */
  readonly offset: Float64Array | null;
  /** wᵢ·pᵢ(1 − pᵢ) at the last point evaluated: written by `gradient`, read by `cross` and `product`. */
  readonly curvature: Float64Array;
  /** Whether `cross` fills the tables of pairs of categoricals. */
  readonly pairTables: boolean;
}

/**
 * Sums over a range of rows, tile by tile: the rows are copied into the kernels' memory, where the sums are kept. One object
 * serves one thread.
 */
export class TilePasses {
  readonly layout: TileLayout;
  readonly rows: ProblemRows;
  readonly #kernels: LogisticKernels;
  readonly #doubles: Float64Array;
  readonly #codes: readonly Int32Array[];

  constructor(rows: ProblemRows, open: OpenKernels) {
    this.rows = rows;
    this.layout = new TileLayout({ nDense: rows.columns.length, nLevels: rows.nLevels, pairTables: rows.pairTables });
    this.#kernels = open(this.layout.bytes);
    const { memory } = this.#kernels;
    this.layout.initialise(memory);
    this.#doubles = new Float64Array(memory);
    const codesAt = this.layout.tile.codes;
    this.#codes = rows.codes.map((_, k) => new Int32Array(memory, codesAt + 4 * TILE_ROWS * k, TILE_ROWS));
  }

  /**
   * Sums over rows `start` to `end`: of `gradient` the loss and Xᵀ·residual; of `product` (a 0 and) H·coef without the
   * penalty; of `cross` the parts of H without the penalty.
   * @param coef in the layout's order
   * @param start a multiple of TILE_ROWS
   * @returns a view of the kernels' memory, in the layout's order, valid until the next pass
   */
  run(kind: PassKind, coef: Float64Array, start: number, end: number): Float64Array {
    const { layout } = this;
    const sums = this.#view(layout.sumsOf(kind));
    sums.fill(0);
    if (kind !== 'cross') this.#view(layout.coef).set(coef);
    for (let row = start; row < end; row += TILE_ROWS) {
      const m = Math.min(TILE_ROWS, end - row);
      this.#loadDesign(row, m);
      if (kind === 'gradient') this.#gradient(row, m);
      else if (kind === 'product') this.#product(row, m);
      else this.#cross(row, m);
    }
    return sums;
  }

  #gradient(row: number, m: number): void {
    const { layout } = this;
    const { y, weight, offset, curvature } = this.rows;
    const { tile } = layout;
    const doubles = this.#doubles;
    doubles.set(y.subarray(row, row + m), tile.y / 8);
    if (weight === null) doubles.fill(1, tile.weight / 8, tile.weight / 8 + m);
    else doubles.set(weight.subarray(row, row + m), tile.weight / 8);
    // With an odd number of rows the last lane is empty: its weight is 0.
    if (m % 2 === 1) doubles[tile.weight / 8 + m] = 0;
    if (offset === null) doubles.fill(0, tile.eta / 8, tile.eta / 8 + m);
    else doubles.set(offset.subarray(row, row + m), tile.eta / 8);
    this.#linear(m);
    this.#kernels.logistic(m, tile, layout.sums.at);
    this.#scatter(m);
    curvature.set(doubles.subarray(tile.curvature / 8, tile.curvature / 8 + m), row);
  }

  #product(row: number, m: number): void {
    const { tile } = this.layout;
    this.#loadCurvature(row, m);
    this.#doubles.fill(0, tile.eta / 8, tile.eta / 8 + m);
    this.#linear(m);
    this.#kernels.weigh(m, tile);
    this.#scatter(m);
  }

  #cross(row: number, m: number): void {
    const { nColumns, nCategorical, tile, cross, levelVectorsAt, pairs } = this.layout;
    this.#loadCurvature(row, m);
    this.#kernels.crossColumns(m, nColumns, tile, cross.at);
    this.#kernels.crossLevels(m, nColumns, nCategorical, tile, levelVectorsAt);
    for (const pair of pairs) {
      this.#kernels.crossPair(m, tile, pair.first, pair.second, this.layout.pairAt(pair), pair.width);
    }
  }

  #linear(m: number): void {
    const { nColumns, nCategorical, tile, coef, levelCoefsAt } = this.layout;
    this.#kernels.linear(m, nColumns, nCategorical, tile, coef.at, levelCoefsAt);
  }

  #scatter(m: number): void {
    const { nColumns, nCategorical, tile, sums, levelSumsAt } = this.layout;
    this.#kernels.scatter(m, nColumns, nCategorical, tile, sums.at + 8, levelSumsAt);
  }

  #loadDesign(row: number, m: number): void {
    const { columns, codes } = this.rows;
    const x = this.layout.tile.x / 8;
    for (let j = 0; j < columns.length; j++) {
      loadNumbers(columns[j]!, row, row + m, this.#doubles, x + (j + 1) * TILE_ROWS);
    }
    for (let k = 0; k < codes.length; k++) loadLevels(codes[k]!, row, row + m, this.#codes[k]!);
  }

  #loadCurvature(row: number, m: number): void {
    const at = this.layout.tile.curvature / 8;
    this.#doubles.set(this.rows.curvature.subarray(row, row + m), at);
    if (m % 2 === 1) this.#doubles[at + m] = 0;
  }

  #view({ at, length }: Region): Float64Array {
    return this.#doubles.subarray(at / 8, at / 8 + length);
  }
}
