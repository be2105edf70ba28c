import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { codeOf, syncFolder } from '../files/sync-folder.js';

/** The names of drafts, which a killed process may leave: see `removeLeftovers`. */
export const DRAFT_FILE = /^warehouse\.duckdb\.[0-9a-f-]{36}\.new(\.wal)?$/;

/**
 * Makes a warehouse file whole or not at all: under a name of its own, with its tables, and only then under `path`. So
 * whoever is killed on the way, or finds the disk full, leaves no beginning of a file that nobody can open.
 * @param fill makes the tables
 * @returns false when another process has made the file meanwhile: that one stands
 */
export async function createWarehouseFile(
  path: string,
  options: Record<string, string>,
  fill: (connection: DuckDBConnection) => Promise<void>,
): Promise<boolean> {
  const draft = `${path}.${randomUUID()}.new`;
  try {
    const instance = await DuckDBInstance.create(draft, options);
    try {
      const connection = await instance.connect();
      await fill(connection);
      await connection.run('CHECKPOINT');
      connection.closeSync();
    } finally {
      instance.closeSync();
    }
    return await linkUnlessThere(draft, path);
  } finally {
    for (const file of [draft, `${draft}.wal`]) await rm(file, { force: true });
    await syncFolder(dirname(path));
  }
}

async function linkUnlessThere(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    // Who has made the warehouse meanwhile may have taken the draft for that of a killed process.
    if (codeOf(error) === 'EEXIST' || (codeOf(error) === 'ENOENT' && existsSync(path))) return false;
    throw error;
  }
}
