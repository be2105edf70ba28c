import { rm, rmdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { PropensityError } from '@propensity/core';
import { duckdbDialect } from '@propensity/warehouse-sql';
import { folderError, isDiskFull } from '../files/folder-error.js';
import { syncFolder } from '../files/sync-folder.js';
import type { SharedFile } from './shared-file.js';

/** Tables that can be computed again from the export. */
const CACHE_TABLE = /^ma_feature/;

/**
 * Takes what the log holds over into the file, as DuckDB does when it closes, but says so when it fails.
 * @throws PropensityError `disk_full`; what was stored is safe in the log
 */
export async function checkpoint(connection: DuckDBConnection, path: string): Promise<void> {
  const log = await stat(`${path}.wal`).catch(() => null);
  if (log === null || log.size === 0) return;
  try {
    await connection.run('CHECKPOINT');
  } catch (cause) {
    if (!isDiskFull(cause)) throw folderError(dirname(path), cause);
    throw new PropensityError('disk_full', `There is no room left on the disk of ${dirname(path)}.`, {
      hint: 'What was stored so far is safe; make room there before the next command.',
      cause,
    });
  }
}

/**
 * Whether a file that this process has made holds nothing that anybody would miss: no row at all, or, where nothing came of
 * what was done with it, none but of tables that can be computed again.
 */
export async function holdsNothing(connection: DuckDBConnection, { keepsCaches }: SharedFile): Promise<boolean> {
  const reader = await connection.runAndReadAll(
    'SELECT table_name FROM duckdb_tables() WHERE database_name = current_database() AND NOT temporary',
  );
  const names = reader.getRows().map(([name]) => String(name));
  for (const name of names) {
    if (!keepsCaches && CACHE_TABLE.test(name)) continue;
    const [row] = (await connection.runAndReadAll(`SELECT 1 FROM ${duckdbDialect.table(name)} LIMIT 1`)).getRows();
    if (row !== undefined) return false;
  }
  return true;
}

/** Removes a file while its lock is held, so that nobody can take it for theirs meanwhile: see `openWarehouseFile`. */
export async function removeFile(path: string): Promise<void> {
  // Windows removes no open file: `removeTraces` does, after it was closed.
  await rm(path, { force: true }).catch(() => {});
}

/** Removes what is left of a removed file, and the folders that were made for it, as far as they are empty. */
export async function removeTraces(path: string, folders: readonly string[]): Promise<void> {
  for (const file of [path, `${path}.wal`]) await rm(file, { force: true });
  for (const folder of [...folders].reverse()) {
    try {
      await rmdir(folder);
    } catch {
      // Somebody has put something there.
      return;
    }
  }
  await syncFolder(dirname(folders[0] ?? path)).catch(() => {});
}
