import type { ComputeContext } from '../../compute-context/compute-context.js';
import { type OpenKernels, TILE_ROWS } from '../../kernels/logistic-kernels.js';
import { sharedLevels } from '../../row-sources/level-source.js';
import { sharedNumbers } from '../../row-sources/number-source.js';
import { PATIENCE } from '../../threads/shared-items.js';
import { doubles, sharedCopy } from '../../threads/shared-memory.js';
import { PASS_KINDS, type PassKind } from './pass-kind.js';
import { endPasses, idleControl, leadPass, type SharedPasses } from './shared-passes.js';
import { type ProblemRows, TilePasses } from './tile-passes.js';

/**
 * Least number of rows in a part, and greatest number of parts: at most that many threads share a pass. The sums of
 * `cross` take much memory.
 */
const PART_ROWS = { gradient: 8_192, product: 8_192, cross: 32_768 } as const;
const MAX_PARTS = { gradient: 16, product: 16, cross: 4 } as const;
/** From this many rows on, threads help. */
const SHARED_FROM_ROWS = 16_384;

/**
 * The first row of part 0, 1, …, then the end. Depends only on the number of rows, so that results do not depend on
 * threads.
 */
export function partBounds(nRows: number, kind: PassKind): number[] {
  const nParts = Math.min(MAX_PARTS[kind], Math.max(1, Math.floor(nRows / PART_ROWS[kind])));
  const tiles = Math.ceil(nRows / TILE_ROWS);
  const bounds = Array.from({ length: nParts }, (_, part) => Math.floor((tiles * part) / nParts) * TILE_ROWS);
  return [...bounds, nRows];
}

/** Sums over all rows: each part separately, by any thread; the parts are added in order. */
export class RowPasses {
  readonly #bounds: Readonly<Record<PassKind, readonly number[]>>;
  readonly #totals = new Map<number, Float64Array>();
  readonly #open: OpenKernels;
  #tiles: TilePasses;
  /** Null when no thread helps. */
  #shared: SharedPasses | null = null;

  /**
   * @param compute its threads help where there are parts to share; the rows are then copied to shared memory unless
   * they are in it already
   * @param patience milliseconds
   */
  constructor(rows: ProblemRows, { openKernels: open, threads }: ComputeContext, patience = PATIENCE) {
    this.#open = open;
    const boundsOf = (kind: PassKind) => partBounds(rows.nRows, kind);
    this.#bounds = { gradient: boundsOf('gradient'), product: boundsOf('product'), cross: boundsOf('cross') };
    if (threads === undefined || rows.nRows < SHARED_FROM_ROWS) {
      this.#tiles = new TilePasses(rows, open);
      return;
    }
    const sharedRows = inSharedMemory(rows);
    this.#tiles = new TilePasses(sharedRows, open);
    const { layout } = this;
    const room = PASS_KINDS.map((kind) => (this.#bounds[kind].length - 1) * layout.sumsOf(kind).length);
    this.#shared = {
      kind: 'passes',
      rows: sharedRows,
      bounds: this.#bounds,
      coef: doubles(layout.coef.length, true),
      sums: doubles(Math.max(...room), true),
      control: idleControl(),
      patience,
    };
    threads.post(this.#shared);
  }

  get layout() {
    return this.#tiles.layout;
  }

  /** The rows' curvature, as the last `gradient` pass stored it. */
  get curvature(): Float64Array {
    return this.#tiles.rows.curvature;
  }

  /** @returns sums that are valid until the next pass @see TilePasses.run */
  run(kind: PassKind, coef: Float64Array): Float64Array {
    if (this.#shared !== null && !leadPass(this.#shared, kind, coef, this.#tiles)) this.#goOnAlone();
    const length = this.layout.sumsOf(kind).length;
    const total = this.#totals.get(length) ?? new Float64Array(length);
    this.#totals.set(length, total);
    for (let part = 0; part < this.#bounds[kind].length - 1; part++) {
      const sums = this.#sumsOf(part, kind, coef, length);
      if (part === 0) total.set(sums);
      else for (let i = 0; i < length; i++) total[i]! += sums[i]!;
    }
    return total;
  }

  /** Releases the helping threads; there must be no pass afterwards. */
  end(): void {
    if (this.#shared !== null) endPasses(this.#shared);
  }

  #sumsOf(part: number, kind: PassKind, coef: Float64Array, length: number): Float64Array {
    if (this.#shared !== null) return this.#shared.sums.subarray(part * length, (part + 1) * length);
    const bounds = this.#bounds[kind];
    return this.#tiles.run(kind, coef, bounds[part]!, bounds[part + 1]!);
  }

  /**
   * Goes on without threads after one took a part and did not finish it. If it finishes later, it must not write to
   * memory that is still read.
   */
  #goOnAlone(): void {
    this.end();
    this.#shared = null;
    const { rows } = this.#tiles;
    this.#tiles = new TilePasses({ ...rows, curvature: rows.curvature.slice() }, this.#open);
  }
}

function inSharedMemory(rows: ProblemRows): ProblemRows {
  return {
    ...rows,
    columns: rows.columns.map(sharedNumbers),
    codes: rows.codes.map(sharedLevels),
    y: sharedCopy(rows.y),
    weight: rows.weight && sharedCopy(rows.weight),
    offset: rows.offset && sharedCopy(rows.offset),
    curvature: doubles(rows.nRows, true),
  };
}
