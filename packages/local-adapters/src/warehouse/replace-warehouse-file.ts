import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { PropensityError } from '@propensity/core';
import { duckdbDialect } from '@propensity/warehouse-sql';
import { syncFolder } from '../files/sync-folder.js';

const DRAFT = 'rewritten_warehouse';

/**
 * Copies every row of the warehouse into a new file, and puts that into its place. DuckDB leaves deleted rows in the blocks of a file, and
 * in its log, until something else is written there: in the new file they have never been. The old one stays locked by this process until
 * it is closed, so that nobody writes to it meanwhile; who waits for it opens the new one.
 * @param connection the only one to the file; all that is left to do with it is to close it
 */
export async function replaceWarehouseFile(connection: DuckDBConnection, path: string): Promise<void> {
  // A name that `removeLeftovers` knows.
  const draft = `${path}.${randomUUID()}.new`;
  const values = async (sql: string) => (await connection.runAndReadAll(sql)).getRows().map(([value]) => String(value));
  const [database] = await values('SELECT current_database()');
  const { identifier, string } = duckdbDialect;
  try {
    await connection.run(`ATTACH ${string(draft)} AS ${DRAFT}`);
    try {
      await connection.run(`COPY FROM DATABASE ${identifier(database!)} TO ${DRAFT}`);
      const counts = await Promise.all(
        [database!, DRAFT].map(async (name) => values(await rowCountsSql(name, values))),
      );
      if (counts[0]!.join() !== counts[1]!.join()) throw notTheSame(path);
      await connection.run(`CHECKPOINT ${DRAFT}`);
    } finally {
      await connection.run(`DETACH ${DRAFT}`);
    }
    await syncFile(draft);
    // Afterwards the file has no log, which would else be taken for one of the new file.
    await connection.run('CHECKPOINT');
    await rename(draft, path);
    await syncFolder(dirname(path));
  } finally {
    for (const file of [draft, `${draft}.wal`]) await rm(file, { force: true });
  }
}

/** A statement with one row per table, by name: name and number of rows. */
async function rowCountsSql(database: string, values: (sql: string) => Promise<string[]>): Promise<string> {
  const { identifier, string } = duckdbDialect;
  const tables = await values(
    `SELECT table_name FROM duckdb_tables() WHERE database_name = ${string(database)} AND NOT temporary ORDER BY table_name`,
  );
  const counts = tables.map(
    (table) =>
      `SELECT ${string(table)} || ' ' || COUNT(*) AS counted FROM ${identifier(database)}.main.${identifier(table)}`,
  );
  return `SELECT counted FROM (${[...counts, "SELECT ''"].join(' UNION ALL ')}) ORDER BY counted`;
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

function notTheSame(path: string): PropensityError {
  return new PropensityError('warehouse_not_copied', `The copy of ${path} has other rows; the file stays as it was.`, {
    hint: 'Run the command again.',
  });
}
