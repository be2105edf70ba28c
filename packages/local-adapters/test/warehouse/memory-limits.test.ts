import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentProgress } from '@propensity/core/ports';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LocalWarehouse } from '../../src/index.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'propensity-limits-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function withWarehouse<T>(memoryLimitMb: number, work: (warehouse: LocalWarehouse) => Promise<T>): Promise<T> {
  const warehouse = new LocalWarehouse({ folder, progress: silentProgress, memoryLimitMb });
  try {
    return await work(warehouse);
  } finally {
    await warehouse.close();
  }
}

/** The limit in force, in megabytes. */
async function limitOf(warehouse: LocalWarehouse): Promise<number> {
  const [row] = await warehouse.rows<{ limit: string }>('SELECT current_setting(\'memory_limit\') AS "limit"');
  return Math.round(Number.parseFloat(row!.limit) * 1.048576);
}

describe('the memory that DuckDB may hold', () => {
  test('is what was asked for, less while rows only stream through, and the same again afterwards, whatever happened', () =>
    withWarehouse(800, async (warehouse) => {
      expect(await limitOf(warehouse)).toBe(800);
      expect(await warehouse.streaming(() => limitOf(warehouse))).toBe(200);
      await expect(warehouse.streaming(() => warehouse.run('SELECT no_such_column'))).rejects.toThrow('no_such_column');
      expect(await limitOf(warehouse)).toBe(800);
    }));

  test('has a thread for every 200 MB', () =>
    withWarehouse(390, async (warehouse) => {
      expect(await warehouse.rows("SELECT current_setting('threads') AS threads")).toEqual([{ threads: 1 }]);
    }));

  test('is never raised', () =>
    withWarehouse(150, async (warehouse) => {
      expect(await warehouse.streaming(() => limitOf(warehouse))).toBe(150);
    }));

  test('is no limit to what a statement can do: the rest goes to files', () =>
    withWarehouse(200, async (warehouse) => {
      await warehouse.run(
        "CREATE TEMP TABLE wide AS SELECT i, repeat('text ', 20) || i AS filler FROM range(3_000_000) AS r(i)",
      );
      const [files] = await warehouse.rows<{ bytes: number }>(
        'SELECT SUM(size) AS bytes FROM duckdb_temporary_files()',
      );
      expect(files!.bytes).toBeGreaterThan(10_000_000);
      const [sum] = await warehouse.rows<{ users: number; total: number }>(
        'SELECT COUNT(DISTINCT i) AS users, SUM(i)::DOUBLE AS total FROM wide',
      );
      expect(sum).toEqual({ users: 3_000_000, total: 4_499_998_500_000 });
    }));

  test('is reported when the files have no room either', () =>
    withWarehouse(200, async (warehouse) => {
      await warehouse.run("SET max_temp_directory_size = '10MB'");
      const job = warehouse.run(
        "CREATE TEMP TABLE wide AS SELECT repeat('text ', 20) || i FROM range(3_000_000) AS r(i)",
      );
      await expect(job).rejects.toMatchObject({ code: 'disk_full', kind: 'failed' });
      await expect(job).rejects.toThrow(folder);
      expect(await warehouse.rows('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    }));

  test.each([
    'IO Error: Could not write file "/data/scratch-1.duckdb": No space left on device',
    'TransactionContext Error: Failed to commit: Could not write file "/data/warehouse.duckdb.wal": Disk quota exceeded',
  ])('is reported when the system says: %s', (message) =>
    withWarehouse(200, (warehouse) => {
      const cause = new Error(message);
      return expect(warehouse.exclusively(() => Promise.reject(cause))).rejects.toMatchObject({
        code: 'disk_full',
        cause,
      });
    }),
  );
});
