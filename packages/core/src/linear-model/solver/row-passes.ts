import type { ComputeThreads } from '../compute-threads.js';
import { type OpenKernels, TILE_ROWS } from './logistic-kernels.js';
import { doubles, integers, isShared } from './shared-memory.js';
import { endPasses, idleControl, leadPass, type SharedPasses } from './shared-passes.js';
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

/** Sums over all rows: each part by itself, by whichever thread, the parts added in order. */
export class RowPasses {
  readonly #tiles: TilePasses;
  readonly #bounds: readonly number[];
  readonly #shared: SharedPasses | null = null;
  readonly #totals = new Map<number, Float64Array>();

  /** @param threads help where there are parts to share; the rows are then copied to shared memory unless they are there */
  constructor(rows: ProblemRows, open: OpenKernels, threads?: ComputeThreads) {
    this.#bounds = partBounds(rows.nRows);
    const nParts = this.#bounds.length - 1;
    if (threads === undefined || nParts === 1) {
      this.#tiles = new TilePasses(rows, open);
      return;
    }
    const sharedRows = inSharedMemory(rows);
    this.#tiles = new TilePasses(sharedRows, open);
    const { coef, sums, cross } = this.layout;
    this.#shared = {
      rows: sharedRows,
      bounds: this.#bounds,
      coef: doubles(coef.length, true),
      sums: doubles(nParts * Math.max(sums.length, cross.length), true),
      control: idleControl(nParts),
    };
    threads.post(this.#shared);
  }

  get layout() {
    return this.#tiles.layout;
  }

  /** The rows' curvature, as the last `gradient` pass left it. */
  get curvature(): Float64Array {
    return this.#tiles.rows.curvature;
  }

  /** @returns sums that are good until the next pass @see TilePasses.run */
  run(kind: PassKind, coef: Float64Array): Float64Array {
    const nParts = this.#bounds.length - 1;
    const { length } = kind === 'cross' ? this.layout.cross : this.layout.sums;
    if (this.#shared !== null) leadPass(this.#shared, kind, coef, this.#tiles);
    const total = this.#totals.get(length) ?? new Float64Array(length);
    this.#totals.set(length, total);
    for (let part = 0; part < nParts; part++) {
      const sums = this.#sumsOf(part, kind, coef, length);
      if (part === 0) total.set(sums);
      else for (let i = 0; i < length; i++) total[i]! += sums[i]!;
    }
    return total;
  }

  /** Lets helping threads go; there must be no pass after it. */
  end(): void {
    if (this.#shared !== null) endPasses(this.#shared);
  }

  #sumsOf(part: number, kind: PassKind, coef: Float64Array, length: number): Float64Array {
    if (this.#shared === null) return this.#tiles.run(kind, coef, this.#bounds[part]!, this.#bounds[part + 1]!);
    const stride = this.#shared.sums.length / (this.#bounds.length - 1);
    return this.#shared.sums.subarray(part * stride, part * stride + length);
  }
}

function inSharedMemory(rows: ProblemRows): ProblemRows {
  return {
    ...rows,
    columns: rows.columns.map(sharedDoubles),
    codes: rows.codes.map(sharedCodes),
    y: sharedDoubles(rows.y),
    weight: sharedDoubles(rows.weight),
    offset: rows.offset && sharedDoubles(rows.offset),
    curvature: doubles(rows.nRows, true),
  };
}

function sharedDoubles(values: Float64Array): Float64Array {
  if (isShared(values)) return values;
  const copy = doubles(values.length, true);
  copy.set(values);
  return copy;
}

function sharedCodes(codes: Int32Array): Int32Array {
  if (isShared(codes)) return codes;
  const copy = integers(codes.length, true);
  copy.set(codes);
  return copy;
}
