import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { DEFAULT_MEMORY_LIMIT_MB, type Progress, PropensityError } from '@propensity/core';
import {
  addColumnsSql,
  createTableSql,
  DEFAULT_TABLE_NAMES,
  duckdbDialect,
  TABLE_DEFINITIONS,
  type TableNames,
} from '@propensity/warehouse-sql';
import pRetry from 'p-retry';
import { folderError, isDiskFull } from '../files/folder-error.js';
import { makeFolder } from '../files/make-folder.js';
import { ExclusiveQueue } from './exclusive-queue.js';
import { ScratchDatabase } from './scratch-database.js';

/** How long to wait for another process to let go of the file. */
const LOCK_WAIT_MS = 15_000;
const LOCK_POLL_MS = 250;

/** Enough for statements that take row after row: see docs/decisions/2026-11-24-duckdb-limits.md. */
const STREAMING_MEMORY_MB = 200;

/** Every thread has chunks, and parts of tables, of its own. */
const MEMORY_MB_PER_THREAD = 200;

/** Extensions are built in or not used: nothing is ever fetched. No table has an order of its own: every reader asks for one. */
function duckDbOptions(memoryLimitMb: number): Record<string, string> {
  const threads = Math.min(availableParallelism(), Math.floor(memoryLimitMb / MEMORY_MB_PER_THREAD));
  return {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    preserve_insertion_order: 'false',
    memory_limit: `${memoryLimitMb}MB`,
    threads: String(Math.max(1, threads)),
  };
}

export interface LocalWarehouseOptions {
  /** Absolute path of the stack's folder; made when it is not there. */
  readonly folder: string;
  readonly progress: Progress;
  /** Milliseconds to wait for another process. */
  readonly lockWaitMs?: number;
  /** Megabytes that DuckDB may hold in memory, as many by default as in a configuration; what it needs beyond that goes to files beside the warehouse. */
  readonly memoryLimitMb?: number;
}

/**
 * The DuckDB file of a local stack with the tables of the system in it. Opened at the first statement, so that a command
 * that fails before it needs the warehouse leaves no file; one process at a time holds it. Within a process, statements
 * never slip into somebody else's transaction: they wait for their turn.
 */
export class LocalWarehouse {
  readonly tables: TableNames = DEFAULT_TABLE_NAMES;
  readonly path: string;
  readonly #queue: ExclusiveQueue;
  readonly #memoryLimitMb: number;
  #opening: Promise<{ instance: DuckDBInstance; connection: DuckDBConnection }> | null = null;
  #scratch: ScratchDatabase | null = null;

  constructor(readonly options: LocalWarehouseOptions) {
    this.path = join(options.folder, 'warehouse.duckdb');
    this.#queue = new ExclusiveQueue(this.path);
    this.#memoryLimitMb = options.memoryLimitMb ?? DEFAULT_MEMORY_LIMIT_MB;
  }

  /**
   * Runs `work` while no one else in this process uses the warehouse; its own statements do not wait.
   * @throws PropensityError `warehouse_locked`, `folder_not_writable`, `warehouse_unreadable` or `disk_full`
   */
  exclusively<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    return this.#queue.run(async () => {
      this.#opening ??= this.#open().catch((error: unknown) => {
        // The next statement may find the file free.
        this.#opening = null;
        throw error;
      });
      try {
        return await work((await this.#opening).connection);
      } catch (error) {
        throw isDiskFull(error) ? folderError(this.options.folder, error) : error;
      }
    });
  }

  async run(sql: string): Promise<void> {
    await this.exclusively((connection) => connection.run(sql));
  }

  /** The rows as objects; integers as numbers. For small results. */
  async rows<T>(sql: string): Promise<T[]> {
    const reader = await this.exclusively((connection) => connection.runAndReadAll(sql));
    return reader.getRowObjectsJS().map((row) => {
      const plain = Object.entries(row).map(([name, value]) => [
        name,
        typeof value === 'bigint' ? Number(value) : value,
      ]);
      return Object.fromEntries(plain) as T;
    });
  }

  async rowCount(table: string): Promise<number> {
    const [row] = await this.rows<{ n: number }>(`SELECT COUNT(*) AS n FROM ${duckdbDialect.table(table)}`);
    return row!.n;
  }

  /**
   * Keeps the rows of a query, in a compressed file beside the warehouse, until this is closed. Statements find the table by its name alone; one
   * of that name is replaced.
   */
  createScratchTable(name: string, query: string): Promise<void> {
    return this.exclusively(async (connection) => {
      this.#scratch ??= await ScratchDatabase.attach(connection, this.options.folder);
      await connection.run(`CREATE OR REPLACE TABLE ${this.#scratch.table(name)} AS ${query}`);
    });
  }

  /** Drops a table of `createScratchTable`, if there is one. */
  async dropScratchTable(name: string): Promise<void> {
    if (this.#scratch !== null) await this.run(`DROP TABLE IF EXISTS ${this.#scratch.table(name)}`);
  }

  /** Runs `work` in a transaction: all of it is kept, or, when it throws, nothing. */
  transaction<T>(work: () => Promise<T>): Promise<T> {
    return this.exclusively(async (connection) => {
      await connection.run('BEGIN TRANSACTION');
      try {
        const result = await work();
        await connection.run('COMMIT');
        return result;
      } catch (error) {
        // A failed COMMIT has already ended the transaction; the first error is the one to report.
        await connection.run('ROLLBACK').catch(() => {});
        throw error;
      }
    });
  }

  /**
   * Runs `work`, whose statements take row after row, with a limit to match. They need little memory however many rows there are, but DuckDB
   * would fill whatever it is given with pages of the file.
   */
  streaming<T>(work: () => Promise<T>): Promise<T> {
    const memoryLimitMb = Math.min(STREAMING_MEMORY_MB, this.#memoryLimitMb);
    return this.#withSetting('memory_limit', `${memoryLimitMb}MB`, `${this.#memoryLimitMb}MB`, work);
  }

  /** Runs `work`, whose joins are made in the order in which they are written, each with the table on the right in memory. */
  joiningAsWritten<T>(work: () => Promise<T>): Promise<T> {
    return this.#withSetting('disabled_optimizers', 'join_order,build_side_probe_side', '', work);
  }

  #withSetting<T>(name: string, value: string, otherwise: string, work: () => Promise<T>): Promise<T> {
    return this.exclusively(async (connection) => {
      await connection.run(`SET ${name} = '${value}'`);
      try {
        return await work();
      } finally {
        await connection.run(`SET ${name} = '${otherwise}'`);
      }
    });
  }

  async close(): Promise<void> {
    if (this.#opening === null) return;
    const opening = this.#opening;
    this.#opening = null;
    // Where opening failed, whoever asked for the connection got the error.
    const opened = await opening.catch(() => null);
    if (opened === null) return;
    const { instance, connection } = opened;
    const scratch = this.#scratch;
    this.#scratch = null;
    try {
      await scratch?.detach(connection);
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
  }

  async #open() {
    await makeFolder(this.options.folder);
    const instance = await this.#waitForFile();
    try {
      const connection = await instance.connect();
      for (const [key, definition] of Object.entries(TABLE_DEFINITIONS)) {
        const table = this.tables[key as keyof TableNames];
        await connection.run(createTableSql(duckdbDialect, table, definition));
        const existing = await connection.runAndReadAll(`DESCRIBE ${duckdbDialect.table(table)}`);
        const columns = existing.getRowObjectsJS().map((row) => String(row.column_name));
        for (const sql of addColumnsSql(duckdbDialect, table, definition, columns)) await connection.run(sql);
      }
      return { instance, connection };
    } catch (error) {
      instance.closeSync();
      throw error;
    }
  }

  async #waitForFile(): Promise<DuckDBInstance> {
    const waitMs = this.options.lockWaitMs ?? LOCK_WAIT_MS;
    try {
      return await pRetry(() => DuckDBInstance.fromCache(this.path, duckDbOptions(this.#memoryLimitMb)), {
        retries: Math.ceil(waitMs / LOCK_POLL_MS),
        factor: 1,
        minTimeout: LOCK_POLL_MS,
        maxRetryTime: waitMs,
        shouldRetry: ({ error }) => isLocked(error),
        onFailedAttempt: ({ error, attemptNumber }) => {
          if (attemptNumber === 1 && isLocked(error)) {
            this.options.progress.warn('Another process holds the warehouse; waiting for it to finish.');
          }
        },
      });
    } catch (cause) {
      throw this.#openError(cause, waitMs);
    }
  }

  #openError(cause: unknown, waitMs: number): PropensityError {
    const message = cause instanceof Error ? cause.message : String(cause);
    if (isLocked(cause)) {
      const holder = /PID (\d+)/.exec(message)?.[1];
      return new PropensityError(
        'warehouse_locked',
        `The warehouse ${this.path} is held by another process${holder === undefined ? '' : ` (${holder})`}; waited ${waitMs / 1000} s.`,
        { kind: 'conflict', hint: 'Let that command finish or stop it, then run again.', cause },
      );
    }
    if (/permission denied|read-only|cannot open file/i.test(message)) return folderError(this.options.folder, cause);
    return new PropensityError(
      'warehouse_unreadable',
      `The warehouse ${this.path} cannot be opened: it is damaged or not a DuckDB file.`,
      {
        hint: 'Restore it from a backup, or move it away to begin anew.',
        cause,
      },
    );
  }
}

function isLocked(error: unknown): boolean {
  return (
    error instanceof Error && /could not set lock|conflicting lock|being used by another process/i.test(error.message)
  );
}
