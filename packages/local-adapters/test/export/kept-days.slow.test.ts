import { mkdtemp, open, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { forgetUsers } from '@propensity/core/erasure';
import { writeSimulatedExport } from '@propensity/simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { duckDbProcess } from '../support/duckdb-process.js';
import {
  computeAfresh,
  computeSnapshots,
  keptFiles,
  queryKept,
  removeWarehouse,
  type SomeConfig,
  withDuckDb,
} from '../support/kept-events.js';
import { copyOf, openShop, SHOP, simulatedShop } from '../support/shop-stack.js';

const FIRST = '2025-01-20';
const WEEK_LATER = '2025-01-27';

let shop: string;
const folders: string[] = [];
beforeAll(async () => {
  shop = await simulatedShop();
  folders.push(shop);
});
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

/** A copy of the shop with what every test begins with: a week that has been computed, and its events kept. */
async function copied(): Promise<string> {
  const folder = await copyOf(shop);
  folders.push(folder);
  await computeSnapshots(folder, 'stack', [FIRST]);
  return folder;
}

const dayFile = (folder: string, suffix: string) => join(folder, 'export', `events_${suffix}.parquet`);

/** Writes a day file anew with the rows of the query. */
async function rewrite(folder: string, suffix: string, query: (path: string) => string): Promise<void> {
  const path = dayFile(folder, suffix);
  await withDuckDb(async (connection) => {
    await connection.run(`CREATE TABLE changed AS ${query(path)}`);
    await connection.run(`COPY changed TO '${path}' (FORMAT parquet)`);
  });
}

/** Computes the snapshots with what is kept, and without: they have the same cells. @returns what the first one said */
async function sameAsAfresh(
  folder: string,
  snapshots: readonly string[],
  config: Partial<SomeConfig> = {},
): Promise<string> {
  const { rows, steps } = await computeSnapshots(folder, 'stack', snapshots, config);
  const afresh = await computeAfresh(folder, snapshots, config);
  for (const snapshot of snapshots) {
    expect(rows[snapshot]!.length).toBeGreaterThan(20);
    expect(rows[snapshot]).toEqual(afresh.rows[snapshot]);
  }
  expect(afresh.steps.filter((step) => step.includes('kept'))).toEqual([]);
  return steps.filter((step) => step.includes('kept')).join('; ');
}

describe('the next command', () => {
  it('reads the new days only', async () => {
    const folder = await copied();
    expect(await sameAsAfresh(folder, [WEEK_LATER])).toBe(
      'Reading 7 new days of the export; 7 days are kept from earlier',
    );
    await removeWarehouse(folder, 'stack');
    expect(await sameAsAfresh(folder, [WEEK_LATER])).toBe('No day of the export is new; 14 days are kept from earlier');
  });

  it('computes past weeks in order, and several at once', async () => {
    const folder = await copied();
    const weeks = ['2025-01-15', '2025-01-18', '2025-01-23', '2025-02-10'];
    for (const week of weeks) await sameAsAfresh(folder, [week]);
    await removeWarehouse(folder, 'stack');
    // The last of them has no use for the two oldest days any more.
    expect(await sameAsAfresh(folder, [...weeks].reverse())).toBe(
      'Reading 2 new days of the export; 34 days are kept from earlier',
    );
  });

  it('reads a day again that was written anew, with fewer rows', async () => {
    const folder = await copied();
    await rewrite(folder, '20250115', (path) => `FROM '${path}' WHERE hash(user_pseudo_id) % 3 <> 0`);
    await removeWarehouse(folder, 'stack');
    expect(await sameAsAfresh(folder, [FIRST])).toBe('Reading 1 new day of the export; 13 days are kept from earlier');
  });

  it('reads a day again of which rows arrived late, in the file of the day after', async () => {
    const folder = await copied();
    const late = dayFile(folder, '20250114');
    await rewrite(
      folder,
      '20250115',
      (path) => `FROM '${path}' UNION ALL FROM '${late}' WHERE hash(event_timestamp) % 4 = 0`,
    );
    await rewrite(folder, '20250114', (path) => `FROM '${path}' WHERE hash(event_timestamp) % 4 <> 0`);
    await removeWarehouse(folder, 'stack');
    expect(await sameAsAfresh(folder, [FIRST])).toBe('Reading 2 new days of the export; 12 days are kept from earlier');
  });

  it('keeps days whose neighbours changed alone, and takes a file that was only touched for another', async () => {
    const folder = await copied();
    await utimes(dayFile(folder, '20250116'), new Date(), new Date());
    await removeWarehouse(folder, 'stack');
    expect(await sameAsAfresh(folder, [FIRST])).toBe('Reading 1 new day of the export; 13 days are kept from earlier');
  });

  it('has no events of a day whose file is gone', async () => {
    const folder = await copied();
    await rm(dayFile(folder, '20250112'));
    await removeWarehouse(folder, 'stack');
    await sameAsAfresh(folder, [FIRST], { source: { allowMissingDays: ['2025-01-12'] } });
  });

  it('reads a day of another format, with a new event and amounts that are no whole millionths', async () => {
    const folder = await copied();
    const path = dayFile(folder, '20250122');
    await withDuckDb(async (connection) => {
      await connection.run(`CREATE TABLE named AS SELECT * REPLACE (
        CASE WHEN event_name = 'scroll' THEN 'add_to_wishlist' ELSE event_name END AS event_name,
        list_transform(items, lambda i: struct_update(i, price_in_usd := i.price_in_usd / 3e7)) AS items) FROM '${path}'`);
      await connection.run(`COPY named TO '${path.replace('.parquet', '.json')}' (FORMAT json)`);
    });
    await rm(path);
    await sameAsAfresh(folder, [WEEK_LATER]);
    await sameAsAfresh(folder, ['2025-02-03', '2025-02-10']);
  });
});

describe('what is kept for one configuration', () => {
  it.each<[what: string, config: Partial<SomeConfig>, says: RegExp]>([
    ['serves another lookback', { lookbackDays: 10 }, /^No day of the export is new; 10 days/],
    ['serves another target', { target: { event: 'add_to_cart' } }, /^No day/],
    [
      'is not used for rows of a condition',
      { source: { where: [{ field: 'device.category', equals: 'mobile' }] } },
      /^$/,
    ],
    ['is not used in another time zone', { source: { timeZone: 'America/Los_Angeles' } }, /^$/],
    [
      'is not used for features that read more of a row',
      { features: { add: [{ name: 'title', param: 'page_title', aggregate: 'last', kind: 'categorical' }] } },
      /^$/,
    ],
    ['is not used for a population of its own', { population: { did: { event: 'view_item', withinDays: 9 } } }, /^$/],
  ])('%s', async (_what, config, says) => {
    const folder = await copied();
    await removeWarehouse(folder, 'stack');
    expect(await sameAsAfresh(folder, [FIRST], config)).toMatch(says);
    // The file of the first configuration is still there, and is found again.
    await removeWarehouse(folder, 'stack');
    const { steps } = await computeSnapshots(folder, 'stack', [FIRST]);
    expect(steps).toContain('No day of the export is new; 14 days are kept from earlier');
  });

  it('goes after ten days without use', async () => {
    const folder = await copied();
    const [old] = await keptFiles(folder, 'stack');
    const longAgo = new Date(Date.now() - 11 * 86_400_000);
    await utimes(old!, longAgo, longAgo);
    await removeWarehouse(folder, 'stack');
    await computeSnapshots(folder, 'stack', [FIRST], { source: { timeZone: 'Europe/Berlin' } });
    const files = await keptFiles(folder, 'stack');
    expect(files).toHaveLength(1);
    expect(files).not.toContain(old);
  });

  it('is removed when the configuration asks for nothing to be kept', async () => {
    const folder = await copied();
    expect(await keptFiles(folder, 'stack')).toHaveLength(1);
    await computeSnapshots(folder, 'stack', [WEEK_LATER], { local: { keepEvents: false } });
    expect(await keptFiles(folder, 'stack')).toEqual([]);
  });

  it('holds the days of the next commands, and no older ones', async () => {
    const folder = await copied();
    await sameAsAfresh(folder, ['2025-02-14']);
    const [file] = await keptFiles(folder, 'stack');
    // Lookback, twice the horizon, the final lag, and one training snapshot's step: 14 + 14 + 3 + 7 days.
    const days = await queryKept(file!, 'SELECT day FROM kept.kept_days ORDER BY day');
    expect(days[0]).toEqual({ day: '2025-01-07' });
    const unused = await queryKept(
      file!,
      'SELECT user_number FROM kept.event_users WHERE user_number NOT IN (SELECT user_id FROM kept.flat_events)',
    );
    expect(unused).toEqual([]);
  });
});

describe('another source', () => {
  it.each<[what: string, site: object, config: Partial<SomeConfig>]>([
    [
      'Universal Analytics',
      { source: 'ua' },
      { source: { type: 'ua', events: 'export/ga_sessions_*' }, target: { event: 'add_to_cart' } },
    ],
    ['people who sign in', { signIns: true }, { source: { userId: { field: 'user_id', fallback: 'user_pseudo_id' } } }],
  ])('is kept by days too: %s', async (_what, site, config) => {
    const folder = await mkdtemp(join(tmpdir(), 'propensity-kept-'));
    folders.push(folder);
    await writeSimulatedExport({ ...SHOP, users: 200, days: 30, ...site, folder: join(folder, 'export') });
    await computeSnapshots(folder, 'stack', [FIRST], config);
    expect(await sameAsAfresh(folder, [WEEK_LATER], config)).toBe(
      'Reading 7 new days of the export; 7 days are kept from earlier',
    );
  });
});

describe('users who are forgotten', () => {
  it('are not kept, neither then nor when the days are read again', async () => {
    const folder = await copied();
    const [file] = await keptFiles(folder, 'stack');
    const [user] = await queryKept(file!, 'SELECT user_id FROM kept.event_users ORDER BY user_id LIMIT 1');
    const { ports, close } = openShop(folder);
    await forgetUsers(ports, [String(user!.user_id)]);
    await close();
    expect(await keptFiles(folder, 'stack')).toEqual([]);
    for (const snapshot of [FIRST, WEEK_LATER]) {
      const { rows } = await computeSnapshots(folder, 'stack', [snapshot]);
      expect(rows[snapshot]!.length).toBeGreaterThan(20);
      expect(rows[snapshot]!.filter((row) => row.includes(String(user!.user_id)))).toEqual([]);
    }
    const [again] = await keptFiles(folder, 'stack');
    const known = 'SELECT COUNT(*)::INTEGER AS n FROM kept.event_users';
    expect(await queryKept(again!, `${known} WHERE user_id = '${user!.user_id}'`)).toEqual([{ n: 0 }]);
    expect(
      await queryKept(
        again!,
        'SELECT 1 FROM kept.flat_events WHERE user_id NOT IN (SELECT user_number FROM kept.event_users)',
      ),
    ).toEqual([]);
  });
});

describe('a file that cannot be used', () => {
  it.each<[what: string, damage: (path: string) => Promise<unknown>]>([
    ['is no database', (path) => writeFile(path, 'nothing of the kind')],
    ['is empty', (path) => truncate(path, 0)],
    ['is cut short', async (path) => truncate(path, Math.floor((await stat(path)).size / 2))],
    ['has other bytes in the middle', (path) => overwrite(path, 0.2, 0.9)],
    ['has other bytes at its end', (path) => overwrite(path, 0.9, 1)],
    ['has a log of something else', (path) => writeFile(`${path}.wal`, 'nothing of the kind')],
    ['lacks a table', (path) => changeKept(path, 'DROP TABLE kept.event_users')],
    ['lacks the list of days', (path) => changeKept(path, 'DROP TABLE kept.kept_days')],
    ['has a table of another form', (path) => changeKept(path, 'ALTER TABLE kept.flat_events DROP COLUMN event_name')],
  ])('is made anew: one that %s', async (_what, damage) => {
    const folder = await copied();
    const [file] = await keptFiles(folder, 'stack');
    await damage(file!);
    await sameAsAfresh(folder, [WEEK_LATER]);
    await removeWarehouse(folder, 'stack');
    await computeSnapshots(folder, 'stack', [WEEK_LATER]);
    expect(await keptFiles(folder, 'stack')).toEqual([file]);
    await removeWarehouse(folder, 'stack');
    const { steps } = await computeSnapshots(folder, 'stack', [WEEK_LATER]);
    expect(steps).toContain('No day of the export is new; 14 days are kept from earlier');
  });

  it('is left alone while somebody else has it open, and read afresh', async () => {
    const folder = await copied();
    const [file] = await keptFiles(folder, 'stack');
    const [one, other] = [openShop(folder), openShop(folder)];
    try {
      await one.ports.snapshots.materialise(WEEK_LATER);
      await other.ports.snapshots.materialise('2025-01-30');
    } finally {
      await one.close();
      await other.close();
    }
    expect(await keptFiles(folder, 'stack')).toContain(file);
    await removeWarehouse(folder, 'stack');
    await sameAsAfresh(folder, [WEEK_LATER, '2025-01-30']);
  });

  it('is left alone, too, while another program reads it', async () => {
    const folder = await copied();
    const [file] = await keptFiles(folder, 'stack');
    const held = duckDbProcess(join(folder, 'stack'), ['SELECT 1'], 600_000, basename(file!));
    try {
      await held.ready;
      expect(await sameAsAfresh(folder, [WEEK_LATER])).toBe('');
    } finally {
      held.process.kill();
      await held.ended;
    }
    await removeWarehouse(folder, 'stack');
    expect(await sameAsAfresh(folder, [WEEK_LATER])).toMatch(/^Reading 7 new days/);
  });
});

async function overwrite(path: string, from: number, until: number): Promise<void> {
  const { size } = await stat(path);
  const file = await open(path, 'r+');
  const start = Math.floor(size * from);
  await file.write(Buffer.alloc(Math.floor(size * until) - start, 0x5a), 0, undefined, start);
  await file.close();
}

function changeKept(path: string, sql: string): Promise<void> {
  return withDuckDb(async (connection) => {
    await connection.run(`ATTACH '${path}' AS kept`);
    await connection.run(sql);
  });
}
