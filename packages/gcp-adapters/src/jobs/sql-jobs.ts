import type { RunIdentity } from '@propensity/core/ports';
import type { ReadStatement, TableReference, WriteStatement } from './statement.js';
import type { ReadsRows } from './statement-purpose.js';

/** Bytes that a run's queries read and were billed for. */
export interface BytesUsed {
  readonly processed: number;
  readonly billed: number;
}

/** What a statement left. */
export interface SqlResult {
  /** The table that holds the rows of a query; null for a statement without rows. */
  readonly table: TableReference | null;
  /** How many rows there are. */
  rowCount(): Promise<number>;
  /** The rows as objects, a page at a time. */
  pages<T>(): AsyncIterable<readonly T[]>;
  /** The rows as objects. For small results. */
  rows<T>(): Promise<T[]>;
}

/** How the adapters have their statements run. */
export interface SqlJobs {
  /** Bytes since `begin`. */
  readonly used: BytesUsed;
  /** From here on, jobs belong to this run. */
  begin(run: RunIdentity): void;
  /** Runs a statement whose effect stays; one that this very run has started already is waited for, not repeated. */
  write(statement: WriteStatement): Promise<SqlResult>;
  /** Runs a query: what it sees is never older than this call. */
  read(statement: ReadStatement): Promise<SqlResult>;
  /** Runs a query of a few rows with one request and no dry run, for the sake of its latency. */
  lookup<T>(statement: ReadStatement<ReadsRows>): Promise<T[]>;
}
