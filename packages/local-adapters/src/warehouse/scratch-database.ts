import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { duckdbDialect } from '@propensity/warehouse-sql';

/** The names of the files, which a killed process leaves: see `removeLeftovers`. */
export const SCRATCH_FILE = /^scratch-\d+\.duckdb/;

/** How many there have been in this process. */
let count = 0;

/**
 * A database file for tables that only serve to compute others, gone when it is detached. DuckDB compresses what goes to a file as it writes
 * it, so that large tables take less room, and are read faster, than temporary ones, which it keeps as they are.
 */
export class ScratchDatabase {
  private constructor(
    readonly name: string,
    readonly path: string,
  ) {}

  /** Its tables are found by their names alone. @param folder of the warehouse, which this process holds */
  static async attach(connection: DuckDBConnection, folder: string): Promise<ScratchDatabase> {
    count += 1;
    const scratch = new ScratchDatabase(`scratch_${count}`, join(folder, `scratch-${count}.duckdb`));
    const reader = await connection.runAndReadAll('SELECT current_database()');
    try {
      await connection.run(
        `ATTACH ${duckdbDialect.string(scratch.path)} AS ${scratch.name} (STORAGE_VERSION 'latest')`,
      );
      await connection.run(`SET search_path = '${reader.getRows()[0]![0]}.main,${scratch.name}.main'`);
    } catch (error) {
      await scratch.#remove();
      throw error;
    }
    return scratch;
  }

  /** How a table of it is named where it is made or dropped. */
  table(name: string): string {
    return duckdbDialect.table(`${this.name}.main.${name}`);
  }

  /** Lets go of the file and removes it, whatever state a full disk has left it in. */
  async detach(connection: DuckDBConnection): Promise<void> {
    try {
      await connection.run('RESET search_path');
      await connection.run(`DETACH ${this.name}`);
    } catch {
      // DuckDB could not write for the last time what is thrown away here.
    } finally {
      await this.#remove();
    }
  }

  async #remove(): Promise<void> {
    for (const path of [this.path, `${this.path}.wal`]) await rm(path, { force: true });
  }
}
