import { type Direction, PenalisedTable, type PenaltyPrior } from '../penalised-tables/penalised-table.js';
import { pairPenalty, type TableAxis, tablePenalty } from '../penalised-tables/penalties.js';
import type { CoarseBins } from './coarse-bins.js';
import type { CellCodes, RowOdds } from './row-odds.js';

/** One number of information beside the data's, on penalties that are expected to be this strong. */
export const TABLE_PRIOR: PenaltyPrior = { shape: 1, lambda: 300 };
export const PAIR_PRIOR: PenaltyPrior = { shape: 1, lambda: 100 };

/** A table that is being fitted to rows. */
export interface Term {
  readonly table: PenalisedTable;
  /** One step for this table, given all others. @returns the largest change of a number */
  visit(odds: RowOdds, isLambdaFixed: boolean): number;
  /** Adds the table's numbers to η. */
  addTo(eta: Float64Array): void;
}

/** The table of one feature. */
export class TableTerm implements Term {
  readonly table: PenalisedTable;
  readonly #codes: Uint8Array;
  readonly #gradient: Float64Array;
  readonly #curvature: Float64Array;

  /** @param table one that is fitted already, such as to a part of the rows; default: all zeros */
  constructor(codes: Uint8Array, axis: TableAxis, direction: Direction | null, table?: PenalisedTable) {
    this.table = table ?? new PenalisedTable(tablePenalty(axis), TABLE_PRIOR, direction);
    this.#codes = codes;
    this.#gradient = new Float64Array(axis.size);
    this.#curvature = new Float64Array(axis.size);
  }

  visit(odds: RowOdds, isLambdaFixed: boolean): number {
    odds.sumByCode(this.#codes, this.#gradient, this.#curvature);
    const change = this.table.step(this.#gradient, this.#curvature, isLambdaFixed);
    odds.addByCode(this.#codes, change);
    return largest(change);
  }

  addTo(eta: Float64Array): void {
    const { values } = this.table;
    const codes = this.#codes;
    for (let i = 0; i < eta.length; i++) eta[i]! += values[codes[i]!]!;
  }

  /** Σ w·p·(1 − p) by code. */
  curvature(odds: RowOdds): Float64Array {
    odds.sumByCode(this.#codes, this.#gradient, this.#curvature);
    return this.#curvature.slice();
  }
}

/** Two features by their positions, and their coarse bins. */
export interface Pair {
  readonly first: number;
  readonly second: number;
  readonly bins: readonly [CoarseBins, CoarseBins];
}

/** The table of two features. */
export class PairTerm implements Term {
  readonly pair: Pair;
  readonly table: PenalisedTable;
  readonly #cells: CellCodes;
  readonly #gradient: Float64Array;
  readonly #curvature: Float64Array;

  /** @param codes of every feature */
  constructor(codes: readonly Uint8Array[], pair: Pair, table?: PenalisedTable) {
    this.pair = pair;
    const [{ axis: first }, { axis: second }] = pair.bins;
    this.table = table ?? new PenalisedTable(pairPenalty(first, second), PAIR_PRIOR);
    this.#cells = cellCodes(codes, pair);
    this.#gradient = new Float64Array(this.table.values.length);
    this.#curvature = new Float64Array(this.table.values.length);
  }

  visit(odds: RowOdds, isLambdaFixed: boolean): number {
    odds.sumByCell(this.#cells, this.#gradient, this.#curvature);
    const change = this.table.step(this.#gradient, this.#curvature, isLambdaFixed);
    odds.addByCell(this.#cells, change);
    return largest(change);
  }

  addTo(eta: Float64Array): void {
    const { values } = this.table;
    const { first, second, rowOf, columnOf } = this.#cells;
    for (let i = 0; i < eta.length; i++) eta[i]! += values[rowOf[first[i]!]! + columnOf[second[i]!]!]!;
  }
}

/** @param codes of every feature */
export function cellCodes(codes: readonly Uint8Array[], { first, second, bins }: Pair): CellCodes {
  const [rows, columns] = bins;
  return {
    first: codes[first]!,
    second: codes[second]!,
    rowOf: Uint16Array.from(rows.of, (code) => code * columns.axis.size),
    columnOf: Uint16Array.from(columns.of),
  };
}

function largest(change: Float64Array): number {
  return change.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
}
