import type { Relation } from '../../dialect/relation.js';
import type { TableColumn } from './table-column.js';

/** A table, or one of conversions, as an adapter has found it. */
export interface FoundTable {
  readonly relation: Relation;
  readonly columns: readonly TableColumn[];
  /** Changes when the table does. */
  readonly fingerprint: string;
  /** Milliseconds since the epoch, UTC; null where nobody knows. */
  readonly modifiedAt: number | null;
}

/** How a stack gets at a table of one's own. */
export interface TableAccess {
  /** What there is now. @throws PropensityError where there is nothing, or what cannot be read */
  find(which: 'table' | 'conversions'): Promise<FoundTable>;
  /**
   * The rows of a statement.
   * @param standIn rows to go on with where nothing is run
   */
  rows<T>(step: string, sql: string, standIn: readonly object[]): Promise<T[]>;
}

/** A row of counts and examples. */
export type Counts = Readonly<Record<string, unknown>>;

/** A count of a row; 0 where it has none. */
export function countIn(row: Counts, name: string): number {
  return Number(row[name] ?? 0);
}

/** A count of a row with its example; null where nothing was counted. */
export function faultIn(row: Counts, name: string): { readonly rows: number; readonly example: string } | null {
  const rows = countIn(row, name);
  return rows === 0 ? null : { rows, example: String(row[`${name}_example`]) };
}
