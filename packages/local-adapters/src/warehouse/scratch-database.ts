import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { duckdbDialect } from '@propensity/warehouse-sql';

const FILE = /^scratch-\d+\.duckdb/;

/** The paths of those that this process has attached, and how many there have been. */
const attached = new Set<string>();
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

  /** Its tables are found by their names alone. @param folder of the warehouse, which this process holds: what a killed one has left is removed */
  static async attach(connection: DuckDBConnection, folder: string): Promise<ScratchDatabase> {
    for (const file of await readdir(folder)) {
      const path = join(folder, file);
      if (FILE.test(file) && !attached.has(path.replace(/\.wal$/, ''))) await rm(path, { force: true });
    }
    count += 1;
    const scratch = new ScratchDatabase(`scratch_${count}`, join(folder, `scratch-${count}.duckdb`));
    attached.add(scratch.path);
    const reader = await connection.runAndReadAll('SELECT current_database()');
    await connection.run(`ATTACH ${duckdbDialect.string(scratch.path)} AS ${scratch.name} (STORAGE_VERSION 'latest')`);
    await connection.run(`SET search_path = '${reader.getRows()[0]![0]}.main,${scratch.name}.main'`);
    return scratch;
  }

  /** How a table of it is named where it is made or dropped. */
  table(name: string): string {
    return duckdbDialect.table(`${this.name}.main.${name}`);
  }

  async detach(connection: DuckDBConnection): Promise<void> {
    await connection.run('RESET search_path');
    await connection.run(`DETACH ${this.name}`);
    for (const path of [this.path, `${this.path}.wal`]) await rm(path, { force: true });
    attached.delete(this.path);
  }
}
