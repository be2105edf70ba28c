import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ga4ExportIn } from '@propensity/warehouse-sql';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { exportFiles } from '../../src/export/export-files.js';
import { findExports } from '../../src/export/find-exports.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'propensity-find-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function files(...paths: string[]): Promise<void> {
  for (const path of paths) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), '');
  }
}

const DAYS = ['20260130', '20260131', '20260201'];

it.each<[string, (day: string) => string, string]>([
  ['beside the configuration', (day) => `events_${day}.parquet`, 'events_*.parquet'],
  ['in a folder', (day) => `export/events_${day}.json.gz`, 'export/events_*.json.gz'],
  ['in a folder of a folder', (day) => `data/ga4/events_${day}.ndjson`, 'data/ga4/events_*.ndjson'],
  ['in parts of BigQuery', (day) => `export/events_${day}_000000000001.json.gz`, 'export/events_*.json.gz'],
  ['in Hive folders', (day) => `export/event_date=${day}/part-0.parquet`, 'export/*/part-*.parquet'],
  ['in folders of tables', (day) => `export/events_${day}/data.parquet`, 'export/*/*.parquet'],
  ['of Universal Analytics', (day) => `export/ga_sessions_${day}.parquet`, 'export/ga_sessions_*.parquet'],
  ['under another name', (day) => `shop/ga-${day}.parquet`, 'shop/ga-*.parquet'],
])('finds day files %s, by a pattern that the export then reads', async (_, path, events) => {
  await files(
    ...DAYS.map(path),
    'node_modules/x/events_20200101.parquet',
    '.propensity/events_20200101.parquet',
    'a.json',
  );
  expect(await findExports(folder)).toEqual([
    { events, files: 3, firstDay: '2026-01-30', lastDay: '2026-02-01', days: 3 },
  ]);
  const { days: names } = ga4ExportIn(undefined);
  const read = await exportFiles({ patterns: [events], baseDirectory: folder, names, intraday: false });
  expect(read.map(({ day }) => day)).toEqual(['2026-01-30', '2026-01-31', '2026-02-01']);
});

it('counts the days of a file of several', async () => {
  await files('events_20260101_20260131.parquet');
  expect(await findExports(folder)).toMatchObject([{ files: 1, days: 31, lastDay: '2026-01-31' }]);
});

it('puts the likeliest export first, and leaves intraday files out', async () => {
  await files('logs/2026-01-01.json', 'logs/2026-01-02.json', 'x/events_20260101.parquet', 'y/events_20260101.json');
  await files('y/events_20260102.json', 'z/events_intraday_20260101.parquet');
  const found = await findExports(folder);
  expect(found.map(({ events }) => events)).toEqual(['y/events_*.json', 'x/events_*.parquet', 'logs/*.json']);
});

it('follows a link to the folder of an export', async () => {
  await files('far/away/events_20260101.parquet');
  await mkdir(join(folder, 'work'));
  await symlink(join(folder, 'far', 'away'), join(folder, 'work', 'ga4'));
  expect(await findExports(join(folder, 'work'))).toMatchObject([{ events: 'ga4/events_*.parquet', files: 1 }]);
});

it('finds nothing where there is nothing', async () => {
  expect(await findExports(folder)).toEqual([]);
  expect(await findExports(join(folder, 'nowhere'))).toEqual([]);
});
