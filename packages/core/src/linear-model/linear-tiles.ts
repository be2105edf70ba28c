import { calibrateLogit } from '../calibration/apply-calibration.js';
import { type LogisticKernels, type OpenKernels, TILE_ROWS } from '../kernels/logistic-kernels.js';
import { plainKernels } from '../kernels/plain-kernels.js';
import { rowOfOtherCode } from '../preprocessing/check-codes.js';
import { loadLevels } from '../row-sources/level-source.js';
import { loadNumbers } from '../row-sources/number-source.js';
import type { LinearColumns, LinearOutput } from './linear-columns.js';
import { TileLayout } from './solver/tile-layout.js';

/** Evaluates a linear model tile by tile with the solver's kernels. One object serves one thread. */
export class LinearTiles {
  readonly #columns: LinearColumns;
  readonly #output: LinearOutput;
  readonly #layout: TileLayout;
  readonly #kernels: LogisticKernels;
  readonly #doubles: Float64Array;
  readonly #codes: readonly Int32Array[];
  readonly #isCentred: boolean;

  constructor(columns: LinearColumns, output: LinearOutput, openKernels: OpenKernels) {
    const { nRows, intercept, dense, levels } = columns;
    this.#columns = columns;
    this.#output = output;
    const nLevels = levels.map(({ coef }) => coef.length);
    this.#layout = new TileLayout({ nDense: dense.length, nLevels, pairTables: false });
    const { coef, centres, tile, nColumns, firstSlots } = this.#layout;
    // WebAssembly takes longer to set up than a few rows take.
    this.#kernels = (nRows <= TILE_ROWS ? plainKernels : openKernels)(this.#layout.bytes);
    const { memory } = this.#kernels;
    this.#layout.initialise(memory);
    this.#doubles = new Float64Array(memory);
    this.#doubles.set([0, 0, ...dense.flatMap(({ mean, ofMissing }) => [mean, ofMissing])], centres.at / 8);
    this.#doubles.set([intercept, ...dense.map((column) => column.coef)], coef.at / 8);
    this.#isCentred = dense.some(({ mean, ofMissing }) => mean !== 0 || !Number.isNaN(ofMissing));
    this.#codes = levels.map((column, k) => {
      const first = coef.at / 8 + nColumns + firstSlots[k]!;
      this.#doubles[first - 1] = column.coefOfNone;
      this.#doubles.set(column.coef, first);
      return new Int32Array(memory, tile.codes + 4 * TILE_ROWS * k, TILE_ROWS);
    });
  }

  /**
   * Writes the output of rows `start` to `end` (exclusive) to the same rows of `result`.
   * @returns the first row whose η is not finite, or which has a code that is not a level, where it stops; −1 when
   * there is none
   */
  run(start: number, end: number, result: Float64Array): number {
    const { eta, residual } = this.#layout.tile;
    for (let row = start; row < end; row += TILE_ROWS) {
      const m = Math.min(TILE_ROWS, end - row);
      const etas = this.#doubles.subarray(eta / 8, eta / 8 + m);
      etas.fill(0);
      const otherCode = this.#load(row, row + m);
      if (otherCode >= 0) return row + otherCode;
      this.#linear(m);
      if (!this.#kernels.areFinite(m, this.#layout.tile))
        return row + etas.findIndex((value) => !Number.isFinite(value));
      if (this.#output === 'eta') {
        result.set(etas, row);
        continue;
      }
      const { calibration } = this.#output;
      if (calibration.method !== 'none') for (let i = 0; i < m; i++) etas[i] = calibrateLogit(calibration, etas[i]!);
      this.#kernels.probability(m, this.#layout.tile);
      result.set(this.#doubles.subarray(residual / 8, residual / 8 + m), row);
    }
    return -1;
  }

  /** @returns the first of these rows with a code that is not a level; −1 when there is none */
  #load(start: number, end: number): number {
    const { dense, levels } = this.#columns;
    const x = this.#layout.tile.x / 8;
    for (let j = 0; j < dense.length; j++) {
      loadNumbers(dense[j]!.source, start, end, this.#doubles, x + (j + 1) * TILE_ROWS);
    }
    let first = -1;
    for (let k = 0; k < levels.length; k++) {
      const { source, coef } = levels[k]!;
      const tile = this.#codes[k]!;
      loadLevels(source, start, end, tile);
      // Checked here because the codes are now in the processor's cache.
      const row = rowOfOtherCode(tile.subarray(0, end - start), coef.length);
      if (row >= 0 && (first < 0 || row < first)) first = row;
    }
    return first;
  }

  #linear(m: number): void {
    const { tile, nColumns, nCategorical, coef, levelCoefsAt, centres } = this.#layout;
    if (this.#isCentred) {
      this.#kernels.linearCentred(m, nColumns, nCategorical, tile, coef.at, levelCoefsAt, centres.at);
    } else {
      this.#kernels.linear(m, nColumns, nCategorical, tile, coef.at, levelCoefsAt);
    }
  }
}
