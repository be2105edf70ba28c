import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { DuckDBConnection } from '@duckdb/node-api';
import { startOfDayMicros } from '@propensity/core/windows';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  describeParquetSql,
  duckdbDialect,
  duckdbString,
  EVENT_COLUMNS,
  exportFormatOf,
  ga4DeliveriesSql,
  ga4EventsSql,
  parquetMomentsSql,
  type RawRelation,
} from '../../src/index.js';
import { openDuckdb, rowsOf } from '../support/open-duckdb.js';
import { jsonRelation, parquetRelations } from '../support/raw-relations.js';

const WINDOW = { dialect: duckdbDialect, timeZone: 'Europe/Paris', from: '2025-01-10', until: '2025-01-12' } as const;
const START = Number(startOfDayMicros(WINDOW.from, WINDOW.timeZone));

let connection: DuckDBConnection;
let folder: string;
beforeAll(async () => {
  connection = await openDuckdb();
  // Every character that DuckDB could take for a pattern or the end of a literal.
  folder = join(await mkdtemp(join(tmpdir(), 'propensity-')), "day's [files] {a,b} *");
  await mkdir(folder);
});
afterAll(async () => {
  connection.closeSync();
  await rm(join(folder, '..'), { recursive: true, force: true });
});

const events = (relations: readonly RawRelation[], more = {}) =>
  rowsOf(
    connection,
    `SELECT * FROM (${ga4EventsSql({ ...WINDOW, relations, ...more })}) ORDER BY event_micros, user_id`,
  );

/** Writes a SELECT's rows as a Parquet file and gives it back with its columns. */
async function parquet(name: string, select: string) {
  const path = join(folder, name);
  await connection.run(`COPY (${select}) TO ${duckdbString(path)} (FORMAT parquet)`);
  const described = await rowsOf(connection, describeParquetSql(path));
  return {
    path,
    columns: described.map((row) => ({ name: String(row.column_name), type: String(row.column_type) })),
  };
}

const event = (more: Record<string, unknown> = {}) => ({
  event_timestamp: String(START + 1),
  event_name: 'purchase',
  user_pseudo_id: 'u1',
  event_params: [
    { key: 'ga_session_id', value: { int_value: '77' } },
    { key: 'session_engaged', value: { string_value: '1' } },
    { key: 'engagement_time_msec', value: { int_value: '1500' } },
    { key: 'page_location', value: { string_value: 'https://shop.example/a/b/c?q=1#top' } },
    { key: 'value', value: { double_value: '12.5' } },
    { key: 'transaction_id', value: { int_value: '9007199254740993' } },
  ],
  device: { category: 'mobile', web_info: { browser: 'Chrome' } },
  geo: { country: '' },
  ecommerce: { transaction_id: '(not set)', purchase_revenue: null },
  items: [
    { item_id: '(not set)', item_name: 'Tee', price: '10.5', quantity: '2' },
    { item_id: 'x', price: '1' },
  ],
  ...more,
});

async function json(name: string, rows: readonly object[], write = (text: string): string | Buffer => text) {
  const path = join(folder, name);
  await writeFile(path, write(rows.map((row) => JSON.stringify(row)).join('\n')));
  return path;
}

test('a nested row becomes a flat one, typed, and what it lacks is NULL', async () => {
  const path = await json('events_20250110.json', [event()]);
  const [row, ...others] = await events([jsonRelation(path)]);
  expect(others).toEqual([]);
  expect(Object.keys(row!)).toEqual(Object.keys(EVENT_COLUMNS));
  expect(row).toMatchObject({
    user_id: 'u1',
    event_micros: String(START + 1),
    local_micros: String(START + 1 + 3_600_000_000),
    session_id: '77',
    session_engaged: 1,
    engagement_msec: '1500',
    page: null,
    transaction_id: '9007199254740993',
    purchase_revenue: 12.5,
    item_id: 'Tee',
    item_value: 22,
    device_category: 'mobile',
    browser: 'Chrome',
    country: null,
    language: null,
    first_source: null,
  });
});

test('a page comes from a page view alone, without query and fragment', async () => {
  const path = await json('page.json', [event({ event_name: 'page_view' }), event({ event_name: 'scroll' })]);
  const rows = await events([jsonRelation(path)], {
    columns: ['user_id', 'event_micros', 'event_name', 'page'],
  });
  expect(Object.fromEntries(rows.map(({ event_name, page }) => [event_name, page]))).toEqual({
    page_view: 'https://shop.example/a/b/c',
    scroll: null,
  });
});

test('only identified events of the window are read, at its bounds in the time zone', async () => {
  const end = Number(startOfDayMicros(WINDOW.until, WINDOW.timeZone));
  const at = (micros: number, more = {}) => event({ event_timestamp: String(micros), ...more });
  const path = await json('bounds.json', [
    at(START - 1),
    at(START),
    at(end - 1),
    at(end),
    at(START + 5, { user_pseudo_id: null }),
    at(START + 6, { user_pseudo_id: '' }),
  ]);
  expect((await events([jsonRelation(path)])).map((row) => row.event_micros)).toEqual([String(START), String(end - 1)]);
  const deliveries = await rowsOf(connection, ga4DeliveriesSql({ ...WINDOW, relations: [jsonRelation(path)] }));
  expect(deliveries).toHaveLength(4);
});

test('JSON is read by line, as one array, and gzipped, all alike', async () => {
  const lines = await json('lines.ndjson', [event(), event({ user_pseudo_id: 'u2' })]);
  const gzipped = await json('lines.json.gz', [event(), event({ user_pseudo_id: 'u2' })], gzipSync);
  const array = join(folder, 'array.json');
  await writeFile(array, JSON.stringify([event(), event({ user_pseudo_id: 'u2' })], null, 2));
  const expected = await events([jsonRelation(lines)]);
  expect(expected).toHaveLength(2);
  expect(await events([jsonRelation(gzipped)])).toEqual(expected);
  expect(await events([jsonRelation(array)])).toEqual(expected);
  expect(await events([jsonRelation(lines, gzipped, array)])).toEqual(expected);
});

describe('Parquet days of different shapes', () => {
  const params = (value: string) => `[{'key': 'ga_session_id', 'value': ${value}}]`;
  const row = (user: string, value: string, more: string) =>
    `SELECT ${START + 1}::BIGINT AS event_timestamp, 'page_view' AS event_name, '${user}' AS user_pseudo_id, ${params(value)} AS event_params${more}`;

  test('give the same flat rows as one shape would', async () => {
    const files = [
      await parquet(
        'a.parquet',
        row('a', "{'int_value': 7::BIGINT, 'string_value': NULL::VARCHAR}", ", {'category': 'x'} AS device"),
      ),
      await parquet('b.parquet', row('b', "{'int_value': 7.0::DOUBLE}", ', NULL::INTEGER AS device')),
      await parquet('c.parquet', row('c', "{'string_value': '7', 'int_value': NULL::INTEGER}", '')),
      await parquet(
        'd.parquet',
        row('d', "{'double_value': 7.0::DOUBLE, 'int_value': NULL::BIGINT}", ', NULL::BIGINT AS items'),
      ),
      await parquet(
        'e.parquet',
        `SELECT 'e' AS user_pseudo_id, '${START + 1}' AS event_timestamp, 'page_view' AS event_name`,
      ),
    ];
    const relations = parquetRelations(files);
    expect(relations).toHaveLength(5);
    const rows = await events(relations, {
      columns: ['user_id', 'event_micros', 'session_id', 'device_category', 'item_id'],
    });
    expect(rows).toEqual(
      ['a', 'b', 'c', 'd', 'e'].map((user) => ({
        user_id: user,
        event_micros: String(START + 1),
        session_id: user === 'e' ? null : '7',
        device_category: user === 'a' ? 'x' : null,
        item_id: null,
      })),
    );
  });

  test('files of one shape are read together, whatever the order of their columns', async () => {
    const files = [
      await parquet(
        'p.parquet',
        `SELECT 'p' AS user_pseudo_id, ${START}::BIGINT AS event_timestamp, 'x' AS event_name`,
      ),
      await parquet(
        'q.parquet',
        `SELECT 'x' AS event_name, 'q' AS user_pseudo_id, ${START}::BIGINT AS event_timestamp`,
      ),
    ];
    const relations = parquetRelations(files);
    expect(relations).toHaveLength(1);
    expect((await events(relations)).map((found) => found.user_id)).toEqual(['p', 'q']);
    const paths = files.map(({ path }) => path);
    const moment = { row_count: '1', least: String(START), greatest: String(START) };
    const statistics = await rowsOf(connection, `${parquetMomentsSql(paths, 'event_timestamp')} ORDER BY file`);
    expect(statistics).toEqual(paths.map((file) => ({ file, ...moment })));
  });

  test('statistics are of files that have rows, with whole numbers as moments', async () => {
    const moments = await parquet(
      'moments.parquet',
      `SELECT ${START}::BIGINT + range AS event_timestamp FROM range(3)`,
    );
    const others = [
      await parquet('empty.parquet', `SELECT ${START}::BIGINT AS event_timestamp WHERE FALSE`),
      await parquet('text.parquet', `SELECT '${START}' AS event_timestamp`),
      await parquet('null.parquet', 'SELECT NULL::BIGINT AS event_timestamp'),
      await parquet('none.parquet', "SELECT 'x' AS event_name"),
    ];
    const paths = [moments, ...others].map(({ path }) => path);
    expect(await rowsOf(connection, parquetMomentsSql(paths, 'event_timestamp'))).toEqual([
      { file: moments.path, row_count: '3', least: String(START), greatest: String(Number(START) + 2) },
    ]);
  });

  test('a truncated file is an error', async () => {
    const path = join(folder, 'broken.parquet');
    await writeFile(path, 'PAR1 and nothing more');
    await expect(rowsOf(connection, describeParquetSql(path))).rejects.toThrow();
  });
});

test("columns of the user's own are read from parameters and from the raw row", async () => {
  const path = await json('custom.json', [event(), event({ user_pseudo_id: 'u2', event_name: 'refund' })]);
  const customColumns = [
    { name: 'custom_value', type: 'float', param: 'value', event: 'refund' },
    { name: 'custom_browser', type: 'string', sql: 'lower(device.web_info.browser)' },
  ] as const;
  const rows = await events([jsonRelation(path)], {
    columns: ['user_id', 'event_micros'],
    customColumns,
  });
  expect(rows.map((row) => [row.custom_value, row.custom_browser])).toEqual([
    [null, 'chrome'],
    [12.5, 'chrome'],
  ]);
});

test.each([
  ['events_20250110.parquet', 'parquet'],
  ['a.JSON', 'json'],
  ['a.jsonl.gz', 'json'],
])('%s is %s', (path, format) => expect(exportFormatOf(path)).toBe(format));

test('another ending is refused', () => {
  expect(() => exportFormatOf('a.csv')).toThrow(
    expect.objectContaining({ code: 'unknown_export_format', kind: 'usage' }),
  );
});
