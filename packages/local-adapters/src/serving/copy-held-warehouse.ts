import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, rm } from 'node:fs/promises';
import { codeOf } from '../files/sync-folder.js';
import { headersOf } from '../warehouse/file-headers.js';

/** The names of such copies, which a killed process may leave: see `removeLeftovers`. */
export const HELD_COPY = /^warehouse\.duckdb\.[0-9a-f-]{36}\.copy(\.wal)?$/;

/** Checkpoints are rare: one that ends during each of these copies is not to be expected. */
const TRIES = 5;

/**
 * Runs `work` on a copy of a warehouse that another process holds: what DuckDB would find if that process were killed now,
 * and so the state after its last commit. A process writes only to blocks that its last checkpoint does not use, and the
 * headers say which checkpoint that is: a copy is whole where they have not changed while it was made.
 * @param work is given the path of the copy, which is removed afterwards
 * @throws Error when a checkpoint has ended during every try, and what copying throws (no room)
 */
export async function withCopyOfHeldWarehouse<T>(path: string, work: (copy: string) => Promise<T>): Promise<T> {
  const copy = `${path}.${randomUUID()}.copy`;
  try {
    for (let tries = 0; tries < TRIES; tries++) {
      const headers = await headersOf(path);
      await copyFile(path, copy, constants.COPYFILE_FICLONE);
      await copyLog(`${path}.wal`, `${copy}.wal`);
      if (headers.equals(await headersOf(path))) return await work(copy);
    }
    throw new Error(`${path} is being written all the time; it cannot be copied.`);
  } finally {
    for (const file of [copy, `${copy}.wal`]) await rm(file, { force: true });
  }
}

/** What was committed since the checkpoint; there is no such file when that is nothing. */
async function copyLog(log: string, copy: string): Promise<void> {
  await rm(copy, { force: true });
  try {
    await copyFile(log, copy, constants.COPYFILE_FICLONE);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}
