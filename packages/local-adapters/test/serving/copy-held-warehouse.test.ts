import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { withCopyOfHeldWarehouse } from '../../src/serving/copy-held-warehouse.js';

vi.mock('node:fs/promises', async (original) => {
  const files = await original<typeof import('node:fs/promises')>();
  return { ...files, copyFile: vi.fn(files.copyFile) };
});

let folder: string;
let path: string;
let instance: DuckDBInstance;
let holder: DuckDBConnection;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'propensity-copies-'));
  path = join(folder, 'warehouse.duckdb');
  instance = await DuckDBInstance.create(path);
  holder = await instance.connect();
  await holder.run('CREATE TABLE t AS SELECT 1 AS n');
  await holder.run('CHECKPOINT');
  await holder.run('INSERT INTO t VALUES (2)');
});
afterEach(async () => {
  vi.restoreAllMocks();
  holder.closeSync();
  instance.closeSync();
  await rm(folder, { recursive: true });
});

async function rowsOf(copy: string): Promise<unknown[]> {
  const opened = await DuckDBInstance.create(copy);
  const connection = await opened.connect();
  try {
    return (await connection.runAndReadAll('SELECT n FROM t ORDER BY n')).getRows().flat();
  } finally {
    connection.closeSync();
    opened.closeSync();
  }
}

/** Has a checkpoint end after the warehouse has been copied and before its log is, as often as `times`. */
function checkpointWithin(times: number): void {
  const copied = vi.mocked(copyFile).getMockImplementation()!;
  let done = 0;
  vi.mocked(copyFile).mockImplementation(async (...args) => {
    await copied(...args);
    if (args[0] !== path || done >= times) return;
    done += 1;
    await holder.run(`INSERT INTO t VALUES (${2 + done})`);
    await holder.run('CHECKPOINT');
  });
}
const copies = async () => (await readdir(folder)).filter((name) => name.includes('copy'));

describe('a copy of a warehouse that is held', () => {
  it('has what was committed, in the file or in its log', async () => {
    expect(await withCopyOfHeldWarehouse(path, rowsOf)).toEqual([1, 2]);
    expect(await copies()).toEqual([]);
  });

  it('is made again where a checkpoint has ended meanwhile, which moves commits from the log into the file', async () => {
    checkpointWithin(1);
    expect(await withCopyOfHeldWarehouse(path, rowsOf)).toEqual([1, 2, 3]);
  });

  it('is given up where that happens each time, and nothing is left', async () => {
    checkpointWithin(Number.POSITIVE_INFINITY);
    await expect(withCopyOfHeldWarehouse(path, rowsOf)).rejects.toThrow('is being written all the time');
    expect(await copies()).toEqual([]);
  });

  it('that finds no room leaves nothing', async () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
    vi.mocked(copyFile).mockRejectedValue(full);
    await expect(withCopyOfHeldWarehouse(path, rowsOf)).rejects.toBe(full);
    expect(await copies()).toEqual([]);
  });
});
