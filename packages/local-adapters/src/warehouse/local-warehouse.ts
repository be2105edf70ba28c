import { rmdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { PropensityError } from '@propensity/core';
import { DEFAULT_LOCK_WAIT_SECONDS, DEFAULT_MEMORY_LIMIT_MB } from '@propensity/core/config';
import type { Progress } from '@propensity/core/ports';
import { DEFAULT_TABLE_NAMES, duckdbDialect, type TableNames } from '@propensity/warehouse-sql';
import { DuckDbForgottenUsers } from '../erasure/duckdb-forgotten-users.js';
import { folderError, isDiskFull } from '../files/folder-error.js';
import { makeFolder } from '../files/make-folder.js';
import { refreshServingFile } from '../serving/write-serving-file.js';
import { checkpoint, holdsNothing, removeFile, removeTraces } from './close-warehouse-file.js';
import { ensureTables } from './ensure-tables.js';
import { ExclusiveQueue } from './exclusive-queue.js';
import { KeptDatabase, removeKeptFiles } from './kept-database.js';
import { openWarehouseFile } from './open-warehouse-file.js';
import { removeLeftovers } from './remove-leftovers.js';
import { replaceWarehouseFile } from './replace-warehouse-file.js';
import { ScratchDatabase } from './scratch-database.js';
import { holdFile, releaseFile, type SharedFile } from './shared-file.js';

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
  /** Milliseconds to wait for another process that holds the file, as long by default as in a configuration. */
  readonly lockWaitMs?: number;
  /** Megabytes that DuckDB may hold in memory, as many by default as in a configuration; what it needs beyond that goes to files beside the warehouse. */
  readonly memoryLimitMb?: number;
}

interface OpenWarehouse {
  readonly instance: DuckDBInstance;
  readonly connection: DuckDBConnection;
  readonly file: SharedFile;
}

function heldInThisProcess(path: string): PropensityError {
  return new PropensityError(
    'warehouse_locked',
    `The warehouse ${path} is at work in this process; it cannot be written anew.`,
    {
      kind: 'conflict',
      hint: 'Run the command again once the jobs have ended.',
    },
  );
}

/**
 * The DuckDB file of a local stack with the tables of the system in it. Opened at the first statement, and removed again
 * when it was made for nothing, so that a command that refuses leaves no file; one process at a time holds it. Within a
 * process, statements never slip into somebody else's transaction: they wait for their turn.
 */
export class LocalWarehouse {
  readonly tables: TableNames = DEFAULT_TABLE_NAMES;
  readonly path: string;
  readonly forgotten = new DuckDbForgottenUsers(this);
  readonly #queue: ExclusiveQueue;
  readonly #memoryLimitMb: number;
  #opening: Promise<OpenWarehouse> | null = null;
  #openings = 0;
  #scratch: ScratchDatabase | null = null;
  #kept: KeptDatabase | null = null;
  /** True once what was kept could not be used: nothing is kept any more. */
  #keepsNothing = false;

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
      const scratch = await this.#scratchOf(connection);
      await connection.run(`CREATE OR REPLACE TABLE ${scratch.table(name)} AS ${query}`);
    });
  }

  /** Adds the rows of a query to a table of `createScratchTable`. */
  async addToScratchTable(name: string, query: string): Promise<void> {
    await this.run(`INSERT INTO ${this.#scratch!.table(name)} ${query}`);
  }

  async #scratchOf(connection: DuckDBConnection): Promise<ScratchDatabase> {
    this.#scratch ??= await ScratchDatabase.attach(connection, this.options.folder);
    return this.#scratch;
  }

  /**
   * The name of a database for tables that take long to make: they are found there again by later commands that give the same identity. Where
   * nothing can be kept, of one that is gone with the scratch tables.
   * @param identity 16 hexadecimal digits of everything that decides what the tables mean; null to keep nothing
   */
  keptDatabase(identity: string | null): Promise<{ readonly name: string; readonly isKept: boolean }> {
    return this.exclusively(async (connection) => {
      if (identity !== null && !this.#keepsNothing) {
        this.#kept ??= await KeptDatabase.attach(connection, this.options.folder, identity);
        if (this.#kept !== null) return { name: this.#kept.name, isKept: true };
        this.#keepsNothing = true;
      }
      // What was kept when the configuration asked for it takes room.
      if (identity === null) await removeKeptFiles(this.options.folder);
      return { name: (await this.#scratchOf(connection)).name, isKept: false };
    });
  }

  /** Removes what `keptDatabase` kept, because it cannot be read or written: from now on it keeps nothing. @returns whether there was any */
  dropKept(): Promise<boolean> {
    return this.exclusively(async (connection) => {
      this.#keepsNothing = true;
      if (this.#kept === null) return false;
      await this.#letGoOfKept(connection, false);
      return true;
    });
  }

  async #letGoOfKept(connection: DuckDBConnection, keeps: boolean): Promise<void> {
    const kept = this.#kept;
    this.#kept = null;
    await kept?.detach(connection, keeps);
  }

  /** Opens the file unless it is open. @returns how often this has opened it: temporary and scratch tables last until the next time */
  openings(): Promise<number> {
    return this.exclusively(async () => this.#openings);
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

  /**
   * Writes the file anew with the rows that it has, so that nothing of deleted ones is left in it, and puts it into the place of the old one,
   * whole and at once. What `keptDatabase` kept is removed. The next statement opens it; temporary tables are gone then.
   * @throws PropensityError `warehouse_locked` where somebody else in this process has it open, `disk_full`
   */
  rewrite(): Promise<void> {
    return this.exclusively(async (connection) => {
      const { instance, file } = (await this.#opening)!;
      if (file.holders > 1) throw heldInThisProcess(this.path);
      await this.#scratch?.detach(connection);
      this.#scratch = null;
      await this.#letGoOfKept(connection, false);
      await removeKeptFiles(this.options.folder);
      await replaceWarehouseFile(connection, this.path);
      this.#opening = null;
      releaseFile(this.path);
      connection.closeSync();
      instance.closeSync();
    });
  }

  /**
   * Lets go of the file. Where it was made for nothing, it goes again, with the folders that were made for it.
   * @param outcome `refused`: nothing came of the work, so that a new file is not kept for what can be computed again
   * @throws PropensityError `disk_full` when what was stored cannot be taken over from the log, where it is safe
   */
  close(outcome: { readonly refused?: boolean } = {}): Promise<void> {
    return this.#queue.run(async () => {
      const opening = this.#opening;
      this.#opening = null;
      // Where opening failed, whoever asked for the connection already got the error.
      const opened = await opening?.catch(() => null);
      if (opened) await this.#close(opened, outcome.refused === true);
    });
  }

  async #close({ instance, connection, file }: OpenWarehouse, refused: boolean): Promise<void> {
    const { path } = this;
    await this.#scratch?.detach(connection);
    this.#scratch = null;
    if (!refused) file.keepsCaches = true;
    await this.#letGoOfKept(connection, file.keepsCaches || this.#kept?.created === false);
    this.#keepsNothing = false;
    const last = releaseFile(path);
    let removed = false;
    try {
      if (last && file.created) removed = await holdsNothing(connection, file).catch(() => false);
      if (removed) {
        await removeFile(path);
        await removeKeptFiles(this.options.folder);
      } else if (last) {
        // Whatever was done to the predictions, and by which command: lookups are to say what the table does.
        await refreshServingFile(connection, this.options.folder, this.tables);
        await checkpoint(connection, path);
      }
    } finally {
      connection.closeSync();
      instance.closeSync();
      if (removed) await removeTraces(path, file.folders);
    }
  }

  async #open(): Promise<OpenWarehouse> {
    const { path } = this;
    const { folder, progress, lockWaitMs = DEFAULT_LOCK_WAIT_SECONDS * 1000 } = this.options;
    const folders = await makeFolder(folder);
    const fill = (connection: DuckDBConnection) => ensureTables(connection, this.tables);
    const duckdb = duckDbOptions(this.#memoryLimitMb);
    const { instance, created } = await openWarehouseFile({ path, duckdb, waitMs: lockWaitMs, progress, fill }).catch(
      async (error: unknown) => {
        for (const made of [...folders].reverse()) await rmdir(made).catch(() => {});
        throw error;
      },
    );
    const file = holdFile(path);
    if (created) Object.assign(file, { created, folders });
    try {
      if (file.holders === 1) await removeLeftovers(folder);
      const connection = await instance.connect();
      if (!created) await fill(connection);
      if (file.holders === 1) await refreshServingFile(connection, folder, this.tables);
      this.#openings += 1;
      return { instance, connection, file };
    } catch (error) {
      releaseFile(path);
      instance.closeSync();
      throw error;
    }
  }
}
