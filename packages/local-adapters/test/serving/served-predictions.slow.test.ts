import { existsSync } from 'node:fs';
import { copyFile, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { modelTraining, type ProbaResult, predictions } from '@propensity/core/jobs';
import { silentProgress } from '@propensity/core/ports';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { LocalWarehouse } from '../../src/index.js';
import { ServedPredictions } from '../../src/serving/served-predictions.js';
import { type DuckDbProcess, duckDbProcess } from '../support/duckdb-process.js';
import { queryWarehouse } from '../support/read-warehouse.js';
import { copyOf, FIRST_WEEK, SECOND_WEEK, simulatedShop, TRAIN_AT, withShop } from '../support/shop-stack.js';

/** A shop with the predictions of its first week, in which somebody has been looked up. */
let shop: string;
/** What the shop's models predict. */
const TARGET = 'view_item';
/** The same before the first lookup. */
let neverServed: string;
const folders: string[] = [];
const held: DuckDbProcess[] = [];
const readers: ServedPredictions[] = [];
beforeAll(async () => {
  shop = await simulatedShop();
  folders.push(shop);
  await withShop(shop, async ({ ports, settings }) => {
    await modelTraining(ports, settings, { snapshot: TRAIN_AT });
    await predictions(ports, settings, { snapshot: FIRST_WEEK });
  });
  neverServed = await copyOf(shop);
  folders.push(neverServed);
  await readerOf(shop).find('nobody', TARGET);
}, 120_000);
afterEach(async () => {
  for (const reader of readers.splice(0)) reader.close();
  await letGo();
});
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

async function shopCopy(of = shop): Promise<string> {
  const folder = await copyOf(of);
  folders.push(folder);
  return folder;
}
const predict = (folder: string, snapshot = SECOND_WEEK) =>
  withShop(folder, ({ ports, settings }) => predictions(ports, settings, { snapshot }));
const servedIn = (folder: string) => join(folder, 'stack', 'predictions.serving');

/** A reader of its own, as a server has one beside the jobs. */
function readerOf(folder: string): ServedPredictions {
  const reader = new ServedPredictions(new LocalWarehouse({ folder: join(folder, 'stack'), progress: silentProgress }));
  readers.push(reader);
  return reader;
}
/** Another process that holds the warehouse, as a job does. */
async function hold(folder: string, statements: readonly string[] = ['SELECT 1']): Promise<void> {
  const other = duckDbProcess(join(folder, 'stack'), statements, 120_000);
  held.push(other);
  await other.ready;
}
async function letGo(): Promise<void> {
  for (const other of held.splice(0)) {
    other.process.kill('SIGKILL');
    await other.ended;
  }
}
const CURRENT = `SELECT user_id, proba, CAST(predicted_week AS VARCHAR) AS predicted_week, strftime(predicted_at, '%Y-%m-%dT%H:%M:%S.%gZ') AS predicted_at, model, selected, target, CAST(horizon_days AS INTEGER) AS horizon_days FROM ma_predictions_table`;
const tableOf = async (folder: string) =>
  (await queryWarehouse(join(folder, 'stack'), CURRENT)) as unknown as ProbaResult[];
async function expectServed(reader: ServedPredictions, rows: readonly ProbaResult[]): Promise<void> {
  expect(rows.length).toBeGreaterThan(100);
  for (const row of rows) expect(await reader.find(row.user_id, TARGET)).toEqual(row);
  expect(await reader.find('nobody', TARGET)).toBeNull();
}

describe('lookups', () => {
  it('say what the table says, to the last bit, whose users have predictions of different weeks', async () => {
    const folder = await shopCopy();
    await predict(folder);
    const rows = await tableOf(folder);
    expect(new Set(rows.map(({ predicted_week }) => predicted_week)).size).toBe(2);
    await expectServed(readerOf(folder), rows);
  });

  it('go on while another process holds the warehouse, and wait for nobody', async () => {
    const folder = await shopCopy();
    const rows = await tableOf(folder);
    await hold(folder);
    await expectServed(readerOf(folder), rows);
  });

  it('notice a new week by themselves', async () => {
    const folder = await shopCopy();
    const reader = readerOf(folder);
    await expectServed(reader, await tableOf(folder));
    await predict(folder);
    await expectServed(reader, await tableOf(folder));
  });

  it('keep the warehouse free: another process may open it at any time', async () => {
    const folder = await shopCopy();
    const reader = readerOf(folder);
    await reader.find('nobody', TARGET);
    await hold(folder);
    expect(await held[0]!.ready).toEqual([{ 1: 1 }]);
  });

  it('are right also for columns that later versions add', async () => {
    const folder = await shopCopy();
    const [user] = await tableOf(folder);
    const warehouse = new LocalWarehouse({ folder: join(folder, 'stack'), progress: silentProgress });
    await warehouse.run('ALTER TABLE ma_predictions_table ADD COLUMN decile INTEGER');
    await warehouse.run(`UPDATE ma_predictions_table SET decile = 3 WHERE user_id = '${user!.user_id}'`);
    await warehouse.close();
    expect(await readerOf(folder).find(user!.user_id, TARGET)).toEqual({ ...user, decile: 3 });
  });
});

describe('a folder in which nobody has been looked up yet', () => {
  it('has no file, whatever jobs do', async () => {
    const folder = await shopCopy(neverServed);
    expect(existsSync(servedIn(folder))).toBe(false);
    await predict(folder);
    expect(existsSync(servedIn(folder))).toBe(false);
  });

  it('gets one with the first lookup, which the next job replaces', async () => {
    const folder = await shopCopy(neverServed);
    await expectServed(readerOf(folder), await tableOf(folder));
    const { ino } = await stat(servedIn(folder));
    await predict(folder);
    expect((await stat(servedIn(folder))).ino).not.toBe(ino);
    const rows = await tableOf(folder);
    await hold(folder);
    await expectServed(readerOf(folder), rows);
  });

  it('is looked up in while another process holds the warehouse: what it has committed, and nothing else', async () => {
    const folder = await shopCopy(neverServed);
    const rows = await tableOf(folder);
    const users = rows.map(({ user_id }) => user_id);
    await hold(folder, [
      'PRAGMA disable_checkpoint_on_shutdown',
      `SET checkpoint_threshold = '1 GB'`,
      `UPDATE ma_predictions_table SET proba = 0.125 WHERE user_id = '${users[0]}'`,
      'BEGIN',
      `UPDATE ma_predictions_table SET proba = 0.25 WHERE user_id = '${users[1]}'`,
    ]);
    const names = await readdir(join(folder, 'stack'));
    await expectServed(readerOf(folder), [{ ...rows[0]!, proba: 0.125 }, ...rows.slice(1)]);
    // Nobody has been given a file that may be outdated, and no copy is left.
    expect(await readdir(join(folder, 'stack'))).toEqual(names);
  });

  it('is given its file once the warehouse is free, while lookups go on', async () => {
    const folder = await shopCopy(neverServed);
    const reader = readerOf(folder);
    await hold(folder);
    await reader.find('nobody', TARGET);
    await letGo();
    await predict(folder);
    const rows = await tableOf(folder);
    const scoredAnew = rows.find(({ predicted_week }) => predicted_week === SECOND_WEEK)!;
    await expect.poll(() => reader.find(scoredAnew.user_id, TARGET), { timeout: 10_000 }).toEqual(scoredAnew);
    await expectServed(reader, rows);
    expect(existsSync(servedIn(folder))).toBe(true);
  });
});

describe('the file is made again', () => {
  it.each<[string, (path: string, old: string) => Promise<void>]>([
    ['cut off', (path) => truncateTo(path, 100)],
    ['of the week before, because its process was killed before it could publish', (path, old) => copyFile(old, path)],
  ])('by the next command when it is %s', async (_how, damage) => {
    const folder = await shopCopy();
    await copyFile(servedIn(folder), join(folder, 'old'));
    await predict(folder);
    await damage(servedIn(folder), join(folder, 'old'));
    await withShop(folder, ({ ports }) => ports.registry.list());
    const rows = await tableOf(folder);
    await hold(folder);
    await expectServed(readerOf(folder), rows);
  });

  it('by the first lookup of a server when it is of the week before', async () => {
    const folder = await shopCopy();
    await copyFile(servedIn(folder), join(folder, 'old'));
    await predict(folder);
    await copyFile(join(folder, 'old'), servedIn(folder));
    await expectServed(readerOf(folder), await tableOf(folder));
  });

  it('by the lookup that finds a page of it damaged', async () => {
    const folder = await shopCopy();
    const rows = await tableOf(folder);
    const reader = readerOf(folder);
    await expectServed(reader, rows);
    const file = await open(servedIn(folder), 'r+');
    await file.write(Buffer.alloc(50, 0x20), 0, 50, 0);
    await file.close();
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await expectServed(reader, rows);
  });

  it('by the very command that takes a user out of the table', async () => {
    const folder = await shopCopy();
    const [gone, ...others] = await tableOf(folder);
    const reader = readerOf(folder);
    expect(await reader.find(gone!.user_id, TARGET)).toEqual(gone);
    const warehouse = new LocalWarehouse({ folder: join(folder, 'stack'), progress: silentProgress });
    await warehouse.run(`DELETE FROM ma_predictions_table WHERE user_id = '${gone!.user_id}'`);
    await warehouse.close();
    await hold(folder);
    expect(await reader.find(gone!.user_id, TARGET)).toBeNull();
    await expectServed(reader, others);
  });

  it('not when nothing has changed', async () => {
    const folder = await shopCopy();
    const { ino } = await stat(servedIn(folder));
    await withShop(folder, ({ ports }) => ports.registry.list());
    await readerOf(folder).find('nobody', TARGET);
    expect((await stat(servedIn(folder))).ino).toBe(ino);
  });
});

describe('without a file', () => {
  it('there is nobody to find, and none is made, where there is no warehouse', async () => {
    const folder = await simulatedShop();
    folders.push(folder);
    expect(await readerOf(folder).find('a', TARGET)).toBeNull();
    expect(existsSync(join(folder, 'stack'))).toBe(false);
  });

  it('nobody is found in a warehouse that nothing was published in', async () => {
    const folder = await simulatedShop();
    folders.push(folder);
    await withShop(folder, ({ ports, settings }) => modelTraining(ports, settings, { snapshot: TRAIN_AT }));
    expect(await readerOf(folder).find('a', TARGET)).toBeNull();
    expect(existsSync(servedIn(folder))).toBe(false);
  });

  it('lookups say that they are not ready while another process makes the first predictions, and are once it has let go', async () => {
    const folder = await simulatedShop();
    folders.push(folder);
    await withShop(folder, ({ ports, settings }) => modelTraining(ports, settings, { snapshot: TRAIN_AT }));
    await hold(folder);
    const reader = readerOf(folder);
    await expect(reader.find('a', TARGET)).rejects.toMatchObject({ code: 'predictions_not_ready' });
    await letGo();
    await predict(folder);
    const rows = await tableOf(folder);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await expectServed(reader, rows);
  });

  it('an old one says nothing any more when the warehouse has been moved away', async () => {
    const folder = await shopCopy();
    const [user] = await tableOf(folder);
    await rm(join(folder, 'stack', 'warehouse.duckdb'));
    expect(await readerOf(folder).find(user!.user_id, TARGET)).toBeNull();
    await withShop(folder, ({ ports, settings }) =>
      modelTraining(ports, settings, { snapshot: TRAIN_AT, force: true }),
    );
    expect(existsSync(servedIn(folder))).toBe(false);
  });
});

async function truncateTo(path: string, length: number): Promise<void> {
  const file = await open(path, 'r+');
  await file.truncate(length);
  await file.close();
}
