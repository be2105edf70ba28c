import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentProgress } from '@propensity/core/ports';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LocalWarehouse } from '../../src/index.js';

let folder: string;
let open: LocalWarehouse[];
const openWarehouse = () => {
  const warehouse = new LocalWarehouse({ folder, progress: silentProgress });
  open.push(warehouse);
  return warehouse;
};
const scratchFiles = async () => (await readdir(folder)).filter((file) => file.startsWith('scratch'));
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'propensity-scratch-'));
  open = [];
});
afterEach(async () => {
  for (const warehouse of open) await warehouse.close();
  await rm(folder, { recursive: true });
});

describe('a scratch table', () => {
  it('is found by its name, replaced, added to, and dropped', async () => {
    const warehouse = openWarehouse();
    await warehouse.createScratchTable('numbers', 'SELECT 1 AS n');
    await warehouse.createScratchTable('numbers', 'SELECT 2 AS n');
    await warehouse.run('INSERT INTO numbers SELECT 3');
    expect(await warehouse.rows('SELECT n FROM numbers ORDER BY n')).toEqual([{ n: 2 }, { n: 3 }]);
    await warehouse.dropScratchTable('numbers');
    await expect(warehouse.rows('FROM numbers')).rejects.toThrow('numbers');
  });

  it('is no table of the warehouse, whose own are still made there', async () => {
    const warehouse = openWarehouse();
    await warehouse.createScratchTable('numbers', 'SELECT 1 AS n');
    await warehouse.run('CREATE TABLE kept AS FROM numbers');
    await warehouse.close();
    expect(await scratchFiles()).toEqual([]);
    expect(await warehouse.rows('FROM kept')).toEqual([{ n: 1 }]);
    await expect(warehouse.rows('FROM numbers')).rejects.toThrow('numbers');
  });

  it('may be read while a transaction changes the warehouse', async () => {
    const warehouse = openWarehouse();
    await warehouse.createScratchTable('numbers', 'SELECT 1 AS n');
    await warehouse.transaction(() => warehouse.run('CREATE TABLE kept AS FROM numbers'));
    expect(await warehouse.rowCount('kept')).toBe(1);
  });

  it("is its warehouse's own where a process has opened one twice", async () => {
    const [one, other] = [openWarehouse(), openWarehouse()];
    await one.createScratchTable('numbers', 'SELECT 1 AS n');
    await other.createScratchTable('numbers', 'SELECT 2 AS n');
    expect(await one.rows('FROM numbers')).toEqual([{ n: 1 }]);
    const both = await scratchFiles();
    await other.close();
    expect(await one.rows('FROM numbers')).toEqual([{ n: 1 }]);
    expect((await scratchFiles()).length).toBeLessThan(both.length);
  });

  it('that a killed process has left is removed when the next one needs some', async () => {
    const left = Array.from({ length: 20 }, (_, n) => [`scratch-${n}.duckdb`, `scratch-${n}.duckdb.wal`]).flat();
    for (const file of left) await writeFile(join(folder, file), 'left');
    const warehouse = openWarehouse();
    await warehouse.createScratchTable('numbers', 'SELECT 1 AS n');
    expect((await scratchFiles()).length).toBeLessThan(3);
    expect(await warehouse.rows('FROM numbers')).toEqual([{ n: 1 }]);
    await warehouse.close();
    expect(await scratchFiles()).toEqual([]);
  });
});
