import { expOfNegative, log1pOfShare } from '../special-functions/exp-log1p.js';
import { sigmoid } from '../special-functions/sigmoid.js';
import {
  COLUMN_GROUP,
  type LogisticKernels,
  requireKernelRoom,
  TILE_ROWS,
  type TileAddresses,
} from './logistic-kernels.js';

/** The kernels in plain TypeScript, on `bytes` of memory of their own. @throws PropensityError `problem_too_large` */
export function plainKernels(bytes: number): LogisticKernels {
  requireKernelRoom(bytes);
  return new PlainKernels(new ArrayBuffer(bytes));
}

/**
 * Doubles are indexed by address / 8, int32 by address / 4. Sums run in two lanes: `…0` takes even rows, `…1` odd ones.
 */
class PlainKernels implements LogisticKernels {
  readonly memory: ArrayBuffer;
  readonly #f64: Float64Array;
  readonly #i32: Int32Array;

  constructor(memory: ArrayBuffer) {
    this.memory = memory;
    this.#f64 = new Float64Array(memory);
    this.#i32 = new Int32Array(memory);
  }

  linear(
    m: number,
    nColumns: number,
    nCategorical: number,
    tile: TileAddresses,
    coefAt: number,
    levelCoefsAt: number,
  ): void {
    this.#addLevelCoefs(m, nCategorical, tile, levelCoefsAt);
    const f64 = this.#f64;
    const eta = tile.eta / 8;
    for (let j = 0; j < nColumns; j++) {
      const x = tile.x / 8 + j * TILE_ROWS;
      const coef = f64[coefAt / 8 + j]!;
      for (let i = 0; i < m; i++) f64[eta + i]! += f64[x + i]! * coef;
    }
  }

  linearCentred(
    m: number,
    nColumns: number,
    nCategorical: number,
    tile: TileAddresses,
    coefAt: number,
    levelCoefsAt: number,
    centresAt: number,
  ): void {
    this.#addLevelCoefs(m, nCategorical, tile, levelCoefsAt);
    const f64 = this.#f64;
    const eta = tile.eta / 8;
    for (let j = 0; j < nColumns; j++) {
      const x = tile.x / 8 + j * TILE_ROWS;
      const coef = f64[coefAt / 8 + j]!;
      const mean = f64[centresAt / 8 + 2 * j]!;
      const ofMissing = f64[centresAt / 8 + 2 * j + 1]!;
      for (let i = 0; i < m; i++) {
        const deviation = f64[x + i]! - mean;
        f64[eta + i]! += (Number.isNaN(deviation) ? ofMissing : deviation) * coef;
      }
    }
  }

  areFinite(m: number, { eta }: TileAddresses): boolean {
    return this.#f64.subarray(eta / 8, eta / 8 + m).every(Number.isFinite);
  }

  logistic(m: number, tile: TileAddresses, lossAt: number): void {
    const f64 = this.#f64;
    const eta = tile.eta / 8;
    const y = tile.y / 8;
    const weight = tile.weight / 8;
    const residual = tile.residual / 8;
    const curvature = tile.curvature / 8;
    let loss0 = 0;
    let loss1 = 0;
    for (let i = 0; i < m + (m & 1); i++) {
      const e = f64[eta + i]!;
      const w = f64[weight + i]!;
      const label = f64[y + i]!;
      const z = expOfNegative(-Math.abs(e));
      const inverse = 1 / (1 + z);
      const p = e >= 0 ? inverse : z * inverse;
      const rowLoss = (Math.max(e, 0) - label * e + log1pOfShare(z)) * w;
      if ((i & 1) === 0) loss0 += rowLoss;
      else loss1 += rowLoss;
      f64[residual + i] = (p - label) * w;
      f64[curvature + i] = z * inverse * inverse * w;
    }
    f64[lossAt / 8]! += loss0 + loss1;
  }

  probability(m: number, { eta, residual }: TileAddresses): void {
    for (let i = 0; i < m; i++) this.#f64[residual / 8 + i] = sigmoid(this.#f64[eta / 8 + i]!);
  }

  weigh(m: number, tile: TileAddresses): void {
    const f64 = this.#f64;
    const eta = tile.eta / 8;
    const residual = tile.residual / 8;
    const curvature = tile.curvature / 8;
    for (let i = 0; i < m + (m & 1); i++) f64[residual + i] = f64[curvature + i]! * f64[eta + i]!;
  }

  scatter(
    m: number,
    nColumns: number,
    nCategorical: number,
    tile: TileAddresses,
    sumsAt: number,
    levelSumsAt: number,
  ): void {
    const f64 = this.#f64;
    const i32 = this.#i32;
    const residual = tile.residual / 8;
    for (let j = 0; j < nColumns; j++) f64[sumsAt / 8 + j]! += this.#dot(m, tile.x / 8 + j * TILE_ROWS, residual);
    for (let k = 0; k < nCategorical; k++) {
      const codes = tile.codes / 4 + k * TILE_ROWS;
      const sums = i32[levelSumsAt / 4 + k]! / 8;
      for (let i = 0; i < m; i++) f64[sums + i32[codes + i]!]! += f64[residual + i]!;
    }
  }

  crossColumns(m: number, nColumns: number, tile: TileAddresses, productsAt: number): void {
    const weighted = tile.scratch / 8;
    for (let j = 0; j < nColumns; j++) {
      this.#weightColumn(m, tile, j);
      for (let k = 0; k < nextMultiple(j + 1, COLUMN_GROUP); k++) {
        this.#f64[productsAt / 8 + j * nColumns + k]! += this.#dot(m, weighted, tile.x / 8 + k * TILE_ROWS);
      }
    }
  }

  crossLevels(m: number, nColumns: number, nCategorical: number, tile: TileAddresses, levelVectorsAt: number): void {
    const f64 = this.#f64;
    const i32 = this.#i32;
    const row = new Float64Array(nColumns);
    for (let i = 0; i < m; i++) {
      const d = f64[tile.curvature / 8 + i]!;
      for (let j = 0; j < nColumns; j++) row[j] = d * f64[tile.x / 8 + j * TILE_ROWS + i]!;
      for (let k = 0; k < nCategorical; k++) {
        const code = i32[tile.codes / 4 + k * TILE_ROWS + i]!;
        const vector = i32[levelVectorsAt / 4 + k]! / 8 + code * nColumns;
        for (let j = 0; j < nColumns; j++) f64[vector + j]! += row[j]!;
      }
    }
  }

  crossPair(m: number, tile: TileAddresses, first: number, second: number, tableAt: number, width: number): void {
    const f64 = this.#f64;
    const i32 = this.#i32;
    const curvature = tile.curvature / 8;
    const firstCodes = tile.codes / 4 + first * TILE_ROWS;
    const secondCodes = tile.codes / 4 + second * TILE_ROWS;
    const table = tableAt / 8;
    for (let i = 0; i < m; i++) {
      f64[table + i32[firstCodes + i]! * width + i32[secondCodes + i]!]! += f64[curvature + i]!;
    }
  }

  eliminate(nRows: number, width: number, borderAt: number, inverseAt: number, schurAt: number): void {
    const f64 = this.#f64;
    for (let r = 0; r < nRows; r++) {
      const border = borderAt / 8 + r * width;
      const inverse = f64[inverseAt / 8 + r]!;
      for (let a = 0; a < width; a++) {
        const factor = -(inverse * f64[border + a]!);
        const schur = schurAt / 8 + a * width;
        for (let b = 0; b <= a; b++) f64[schur + b]! += factor * f64[border + b]!;
      }
    }
  }

  #addLevelCoefs(m: number, nCategorical: number, tile: TileAddresses, levelCoefsAt: number): void {
    const f64 = this.#f64;
    const i32 = this.#i32;
    const eta = tile.eta / 8;
    for (let k = 0; k < nCategorical; k++) {
      const codes = tile.codes / 4 + k * TILE_ROWS;
      const coefs = i32[levelCoefsAt / 4 + k]! / 8;
      for (let i = 0; i < m; i++) f64[eta + i]! += f64[coefs + i32[codes + i]!]!;
    }
  }

  #weightColumn(m: number, tile: TileAddresses, column: number): void {
    const f64 = this.#f64;
    const x = tile.x / 8 + column * TILE_ROWS;
    const curvature = tile.curvature / 8;
    const weighted = tile.scratch / 8;
    for (let i = 0; i < m + (m & 1); i++) f64[weighted + i] = f64[curvature + i]! * f64[x + i]!;
  }

  /** Σ aᵢ·bᵢ in two lanes. */
  #dot(m: number, a: number, b: number): number {
    const f64 = this.#f64;
    let sum0 = 0;
    let sum1 = 0;
    for (let i = 0; i < m; i += 2) {
      sum0 += f64[a + i]! * f64[b + i]!;
      sum1 += f64[a + i + 1]! * f64[b + i + 1]!;
    }
    return sum0 + sum1;
  }
}

function nextMultiple(value: number, of: number): number {
  return Math.ceil(value / of) * of;
}
