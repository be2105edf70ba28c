import { existsSync } from 'node:fs';
import { link, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { silentProgress } from '@propensity/core/ports';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LocalWarehouse } from '../../src/index.js';
import { duckDbProcess } from '../support/duckdb-process.js';

let base: string;
let folder: string;
let warned: string[];
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'propensity-first-'));
  folder = join(base, 'deep', 'stack');
  warned = [];
});
afterEach(() => rm(base, { recursive: true }));

const openWarehouse = (lockWaitMs = 15_000) =>
  new LocalWarehouse({
    folder,
    lockWaitMs,
    progress: { ...silentProgress, warn: (message) => warned.push(message) },
  });
const file = () => join(folder, 'warehouse.duckdb');
const used = async <T>(work: (warehouse: LocalWarehouse) => Promise<T>, refused = false): Promise<T> => {
  const warehouse = openWarehouse();
  try {
    return await work(warehouse);
  } finally {
    await warehouse.close({ refused });
  }
};
const keepSomething = () => used((warehouse) => warehouse.run('CREATE TABLE kept AS SELECT 1 AS n'));
const readKept = () => used((warehouse) => warehouse.rows('FROM kept'));

/** A database file of DuckDB's own making. */
async function databaseFile(path: string, ...statements: string[]): Promise<void> {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  for (const sql of statements) await connection.run(sql);
  connection.closeSync();
  instance.closeSync();
}

describe('a warehouse whose making was cut short', () => {
  it.each([0, 1, 12, 4096, 5000, 8192])('of %i bytes is made anew, and the command goes on', async (bytes) => {
    await mkdir(folder, { recursive: true });
    await databaseFile(file());
    await truncate(file(), bytes);
    // A killed process has written no more than zeros where not even the first word arrived.
    if (bytes === 1) await writeFile(file(), Buffer.alloc(1));
    expect(await used((warehouse) => warehouse.rowCount(warehouse.tables.predictions))).toBe(0);
    await keepSomething();
    expect(await readKept()).toEqual([{ n: 1 }]);
    expect(warned.join()).toContain('never finished');
    expect(await readdir(folder)).toEqual(['warehouse.duckdb']);
  });

  it('of zeros only is made anew: the system has kept its size but not its bytes', async () => {
    await mkdir(folder, { recursive: true });
    await writeFile(file(), Buffer.alloc(12_288));
    await keepSomething();
    expect(await readKept()).toEqual([{ n: 1 }]);
  });

  it.each<[string, () => Promise<void>]>([
    [
      'a database that was cut off behind its headers',
      async () => {
        await databaseFile(file(), 'CREATE TABLE t AS FROM range(1000)');
        await truncate(file(), 12_288);
      },
    ],
    [
      'one that was cut off within its headers',
      async () => {
        await databaseFile(file(), 'CREATE TABLE t AS FROM range(1000)');
        await truncate(file(), 8192);
      },
    ],
    ['a small file of somebody else', () => writeFile(file(), 'my notes')],
    [
      'one with models beside it',
      async () => {
        await databaseFile(file());
        await truncate(file(), 4096);
        await mkdir(join(folder, 'models'));
        await writeFile(join(folder, 'models', 'm.json'), '{}');
      },
    ],
    [
      'one with a log beside it',
      async () => {
        await writeFile(file(), '');
        await writeFile(`${file()}.wal`, 'what was stored');
      },
    ],
    ['a log alone', () => writeFile(`${file()}.wal`, 'what was stored')],
  ])('is not taken for %s: that is refused, and left as it is', async (_what, make) => {
    await mkdir(folder, { recursive: true });
    await make();
    const before = await contents();
    await expect(used((warehouse) => warehouse.run('SELECT 1'))).rejects.toMatchObject({
      code: 'warehouse_unreadable',
    });
    expect(await contents()).toEqual(before);
  });

  async function contents() {
    const files = await readdir(folder, { withFileTypes: true });
    return Promise.all(
      files.map(async (entry) => [entry.name, entry.isFile() ? await readFile(join(folder, entry.name), 'hex') : null]),
    );
  }
});

describe('a warehouse that is made for nothing', () => {
  it('goes again, with the folders that were made for it', async () => {
    expect(await used((warehouse) => warehouse.rows('FROM ma_model_training_metadata'))).toEqual([]);
    expect(await readdir(base)).toEqual([]);
  });

  it('leaves a folder that was there before, and what is in it', async () => {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'mine.txt'), 'mine');
    await used((warehouse) => warehouse.rows('FROM ma_model_training_metadata'));
    expect(await readdir(folder)).toEqual(['mine.txt']);
  });

  it('stays for what can be computed again when the command did what it was to do, and goes when it refused', async () => {
    const compute = (warehouse: LocalWarehouse) =>
      warehouse.run('CREATE TABLE ma_features_20260101_x AS SELECT 1 AS n');
    await used(compute, true);
    expect(existsSync(folder)).toBe(false);
    await used(compute);
    expect(existsSync(file())).toBe(true);
    await used((warehouse) => warehouse.run('SELECT 1'), true);
    expect(existsSync(file())).toBe(true);
  });

  it('stays when it holds what cannot be computed again, though the command refused', async () => {
    await used((warehouse) => warehouse.run(`INSERT INTO ma_prediction_runs (run_id, model) VALUES ('r', 'm')`), true);
    expect(await used((warehouse) => warehouse.rowCount('ma_prediction_runs'))).toBe(1);
  });

  it('is nothing that another process could mistake for its own: what that one stores is there', async () => {
    await mkdir(folder, { recursive: true });
    for (let round = 0; round < 3; round++) {
      await rm(file(), { force: true });
      const [one, other] = [openWarehouse(), openWarehouse()];
      await Promise.all([
        one.rows('FROM ma_prediction_runs').then(() => one.close({ refused: true })),
        other.run('CREATE TABLE kept AS SELECT 1 AS n').then(() => other.close()),
      ]);
      expect(await readKept()).toEqual([{ n: 1 }]);
    }
  });
});

describe('what killed processes have left', () => {
  const leftovers = [
    'scratch-1.duckdb',
    'scratch-9.duckdb.wal',
    'warehouse.duckdb.0b1f2a3c-0000-4000-8000-000000000000.new',
    'warehouse.duckdb.0b1f2a3c-0000-4000-8000-000000000000.new.wal',
    'predictions.serving.0b1f2a3c-0000-4000-8000-000000000000.tmp',
    'predictions.serving.0b1f2a3c-0000-4000-8000-000000000000.index',
    'models/m.json.0b1f2a3c-0000-4000-8000-000000000000.tmp',
    'warehouse.duckdb.tmp/duckdb_temp_storage-0.tmp',
  ];
  const leave = async () => {
    await keepSomething();
    for (const name of ['models', 'warehouse.duckdb.tmp']) await mkdir(join(folder, name), { recursive: true });
    for (const name of [...leftovers, 'models/m.json', 'scratch-notes.txt'])
      await writeFile(join(folder, name), 'left');
  };
  const files = async () => (await readdir(folder, { recursive: true })).sort();

  it('goes when the next command opens the warehouse, and nothing else does', async () => {
    await leave();
    await readKept();
    expect(await files()).toEqual(['models', 'models/m.json', 'scratch-notes.txt', 'warehouse.duckdb']);
  });

  it('stays while a process holds the warehouse: it may be in use', async () => {
    await leave();
    const other = duckDbProcess(folder, ['SELECT 1'], 60_000);
    await other.ready;
    const warehouse = openWarehouse(0);
    await expect(warehouse.run('SELECT 1')).rejects.toMatchObject({ code: 'warehouse_locked' });
    expect(await files()).toEqual(expect.arrayContaining(leftovers));
    other.process.kill('SIGKILL');
    await other.ended;
  });

  it('is not removed under a warehouse of this process that uses such files', async () => {
    await used(async (first) => {
      await first.createScratchTable('numbers', 'SELECT 1 AS n');
      await readKeptNothing();
      expect(await first.rows('FROM numbers')).toEqual([{ n: 1 }]);
    });
  });
  const readKeptNothing = () => used((warehouse) => warehouse.rows('FROM ma_prediction_runs'));
});

describe('the wait for another process', () => {
  it('is as long as configured, and says so', async () => {
    await keepSomething();
    const other = duckDbProcess(folder, ['SELECT 1'], 60_000);
    await other.ready;
    try {
      for (const waitMs of [0, 1500]) {
        const begun = performance.now();
        const error = await openWarehouse(waitMs)
          .run('SELECT 1')
          .catch((thrown: unknown) => thrown);
        expect(error).toMatchObject({ code: 'warehouse_locked', kind: 'conflict' });
        expect(performance.now() - begun).toBeGreaterThanOrEqual(0.9 * waitMs);
        expect(String(error)).toContain(`waited ${waitMs / 1000} s`);
      }
      expect(warned).toEqual([
        `Another process (${other.process.pid}) holds the warehouse; waiting 1.5 s at most for it to finish.`,
      ]);
    } finally {
      other.process.kill('SIGKILL');
      await other.ended;
    }
  });
});

it('a file that somebody has linked into the place of a draft is taken as it is', async () => {
  await mkdir(folder, { recursive: true });
  await databaseFile(join(base, 'other.duckdb'), 'CREATE TABLE kept AS SELECT 1 AS n');
  await link(join(base, 'other.duckdb'), file());
  expect(await readKept()).toEqual([{ n: 1 }]);
});
