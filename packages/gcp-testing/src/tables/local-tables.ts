import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { type DumpDialect, readTables, type StackTables } from './stack-tables.js';

const dialect: DumpDialect = {
  integer: (column) => `CAST(${column} AS DOUBLE)`,
  date: (column) => `CAST(${column} AS VARCHAR)`,
  timestamp: (column) => `CAST(epoch_us(${column}) AS DOUBLE)`,
};

/** What a local stack has written into its folder; nobody may have the warehouse open. */
export async function localTables(folder: string): Promise<StackTables> {
  const instance = await DuckDBInstance.create(join(folder, 'warehouse.duckdb'), { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  try {
    const tables = await readTables(dialect, async (columns, table) => {
      const reader = await connection.runAndReadAll(`SELECT ${columns} FROM ${table}`);
      return reader.getRowObjectsJson();
    });
    return { tables, artifacts: await modelFiles(join(folder, 'models')) };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function modelFiles(folder: string): Promise<Record<string, string>> {
  if (!existsSync(folder)) return {};
  const texts = (await readdir(folder)).map(
    async (name) => [name, await readFile(join(folder, name), 'utf8')] as const,
  );
  return Object.fromEntries(await Promise.all(texts));
}
