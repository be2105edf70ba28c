import { PropensityError } from '../errors/propensity-error.js';
import { TILE_ROWS } from './solver/logistic-kernels.js';
import { openKernels } from './solver/open-kernels.js';
import { plainKernels } from './solver/plain-kernels.js';
import { TileLayout } from './solver/tile-layout.js';

/** A column of numbers, with its coefficient: x is the value less `mean`; of a missing one (NaN) it is `ofMissing`. */
export interface DenseColumn {
  readonly coef: number;
  readonly mean: number;
  readonly ofMissing: number;
  readonly load: LoadRows;
}

/** Writes rows `start` to `end` (exclusive) to `target`, from index `at` on. */
export type LoadRows = (target: Float64Array, at: number, start: number, end: number) => void;

/** A column of codes, with a coefficient for each. */
export interface LevelColumn {
  /** One a row; −1: no level. */
  readonly codes: Int32Array;
  readonly coef: ArrayLike<number>;
  /** What a row without a level adds. */
  readonly coefOfNone: number;
}

/** A linear model over columns: η = Σ level coefficients + intercept + Σ coef·x, added in this order. */
export interface LinearColumns {
  readonly nRows: number;
  readonly intercept: number;
  readonly dense: readonly DenseColumn[];
  readonly levels: readonly LevelColumn[];
}

/** What to give of η: itself, or a probability of η put through that function (null: of η as it is). */
export type Wanted = 'eta' | { readonly probabilityOf: ((eta: number) => number) | null };

/**
 * One number a row, tile by tile with the solver's kernels.
 * @throws PropensityError `infinite_value` for a row whose η is not finite
 */
export function linearTiles({ nRows, intercept, dense, levels }: LinearColumns, wanted: Wanted): Float64Array {
  const layout = new TileLayout({
    nDense: dense.length,
    nLevels: levels.map(({ coef }) => coef.length),
    pairTables: false,
  });
  // WebAssembly takes longer to set up than a few rows take.
  const kernels = (nRows <= TILE_ROWS ? plainKernels : openKernels)(layout.bytes);
  layout.initialise(kernels.memory);
  const doubles = new Float64Array(kernels.memory);
  const { tile, nColumns, nCategorical, coef, firstSlots } = layout;
  doubles.set([0, 0, ...dense.flatMap(({ mean, ofMissing }) => [mean, ofMissing])], layout.centres.at / 8);
  const isCentred = dense.some(({ mean, ofMissing }) => mean !== 0 || !Number.isNaN(ofMissing));
  doubles.set([intercept, ...dense.map((column) => column.coef)], coef.at / 8);
  const codes = levels.map((column, k) => {
    const first = coef.at / 8 + nColumns + firstSlots[k]!;
    doubles[first - 1] = column.coefOfNone;
    doubles.set(column.coef, first);
    return new Int32Array(kernels.memory, tile.codes + 4 * TILE_ROWS * k, TILE_ROWS);
  });
  const eta = doubles.subarray(tile.eta / 8, tile.eta / 8 + TILE_ROWS);
  const proba = doubles.subarray(tile.residual / 8, tile.residual / 8 + TILE_ROWS);
  const result = new Float64Array(nRows);
  for (let start = 0; start < nRows; start += TILE_ROWS) {
    const end = Math.min(nRows, start + TILE_ROWS);
    const m = end - start;
    eta.fill(0);
    for (let j = 0; j < dense.length; j++) dense[j]!.load(doubles, tile.x / 8 + (j + 1) * TILE_ROWS, start, end);
    for (let k = 0; k < codes.length; k++) codes[k]!.set(levels[k]!.codes.subarray(start, end));
    if (isCentred) {
      kernels.linearCentred(m, nColumns, nCategorical, tile, coef.at, layout.levelCoefsAt, layout.centres.at);
    } else {
      kernels.linear(m, nColumns, nCategorical, tile, coef.at, layout.levelCoefsAt);
    }
    if (!kernels.areFinite(m, tile)) {
      throw infiniteValue(`row ${start + eta.findIndex((value) => !Number.isFinite(value))}`);
    }
    if (wanted === 'eta') {
      result.set(m === TILE_ROWS ? eta : eta.subarray(0, m), start);
      continue;
    }
    const { probabilityOf } = wanted;
    if (probabilityOf !== null) for (let i = 0; i < m; i++) eta[i] = probabilityOf(eta[i]!);
    kernels.probability(m, tile);
    result.set(m === TILE_ROWS ? proba : proba.subarray(0, m), start);
  }
  return result;
}

export function infiniteValue(where: string): PropensityError {
  return new PropensityError('infinite_value', `The score of ${where} is not finite.`, {
    hint: 'Replace infinite feature values by a number, or leave them empty to have them treated as missing.',
  });
}

/** Rows of `values` as they are. */
export function loadRowsOf(values: Float64Array): LoadRows {
  return (target, at, start, end) => target.set(values.subarray(start, end), at);
}
