import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { startOfDayMicros } from '@propensity/core/windows';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  duckdbDialect,
  FeatureDefinitions,
  featureSnapshotSql,
  ga4EventsSql,
  ga4Export,
  queryRelation,
} from '../../src/index.js';
import { jsonRelation } from '../support/raw-relations.js';

const TIME_ZONE = 'Europe/Paris';
const SNAPSHOT = '2025-04-02';
const LOOKBACK = 7;
/** The relation reaches beyond S, as it does when one table serves several snapshots. */
const RELATION = { from: '2025-03-26', until: '2025-04-12' };
const START = Number(startOfDayMicros(SNAPSHOT, TIME_ZONE));
const DAY = 86_400_000_000;

/** A raw GA4 row as `bq` writes it. */
type RawEvent = Record<string, unknown>;

const name = fc.constantFrom(
  'page_view',
  'view_item',
  'add_to_cart',
  'purchase',
  'refund',
  'session_start',
  'user_engagement',
  'scroll',
);
const text = fc.constantFrom('a', 'B', "o'clock", 'ü', '', null);

/** Few users, few moments, few values: ties everywhere. */
const eventBetween = (from: number, until: number): fc.Arbitrary<RawEvent> =>
  fc
    .record({
      micros: fc.integer({ min: 0, max: 40 }).map((step) => from + Math.floor(((until - from) * step) / 41)),
      name,
      user: fc.constantFrom('u1', 'u2', 'u3', null),
      session: fc.constantFrom('1', '2', null),
      engaged: fc.constantFrom({ string_value: '1' }, { int_value: '1' }, { string_value: '0' }, {}),
      value: fc.constantFrom({ int_value: '10' }, { double_value: 9.5 }, {}),
      transaction: fc.constantFrom('t1', 't2', '(not set)', null),
      revenue: fc.constantFrom(10, 12.5, null),
      refunded: fc.constantFrom(4, 5.1, null),
      device: text,
      country: text,
      source: text,
      item: fc.constantFrom('i1', 'i2', null),
    })
    .map((drawn) => ({
      event_date: '20250401',
      event_timestamp: String(drawn.micros),
      event_name: drawn.name,
      user_pseudo_id: drawn.user,
      event_params: [
        { key: 'ga_session_id', value: drawn.session === null ? {} : { int_value: drawn.session } },
        { key: 'session_engaged', value: drawn.engaged },
        { key: 'value', value: drawn.value },
        { key: 'engagement_time_msec', value: { int_value: '1500' } },
        { key: 'source', value: { string_value: drawn.source } },
        { key: 'medium', value: { string_value: drawn.device } },
        { key: 'content_group', value: { string_value: drawn.country } },
        { key: 'ga_session_number', value: { int_value: drawn.session } },
        { key: 'page_location', value: { string_value: `https://shop/${drawn.item}` } },
      ],
      user_first_touch_timestamp: drawn.session === null ? null : String(drawn.micros - DAY),
      user_ltv: { revenue: 999, currency: 'EUR' },
      device: { category: drawn.device },
      geo: { country: drawn.country },
      traffic_source: { source: drawn.source, medium: drawn.device, name: drawn.country },
      ecommerce: {
        purchase_revenue: drawn.revenue,
        refund_value: drawn.refunded,
        transaction_id: drawn.transaction,
      },
      items:
        drawn.item === null ? [] : [{ item_id: drawn.item, price: 5.25, quantity: '2', item_category: drawn.country }],
    }));

const past = fc.array(eventBetween(START - LOOKBACK * DAY, START), { minLength: 1, maxLength: 25 });
const future = fc.array(eventBetween(START, START + 9 * DAY), { minLength: 1, maxLength: 15 });

const definitions = new FeatureDefinitions({ source: ga4Export, lookbackDays: LOOKBACK });
const FEATURES = definitions.definitionsOf(definitions.ofProperty({ own: ['user_engagement', 'scroll'], absent: [] }));

let connection: DuckDBConnection;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'propensity-leak-'));
  const options = { autoinstall_known_extensions: 'false', autoload_known_extensions: 'false' };
  connection = await (await DuckDBInstance.create(':memory:', options)).connect();
});
afterAll(async () => {
  connection.closeSync();
  await rm(folder, { recursive: true, force: true });
});

/** What is done to the SQL before it runs: the identity, or the removal of a guard. */
type Edit = (sql: string) => string;
const untouched: Edit = (sql) => sql;

/** The feature snapshot of S over those raw rows, as text, one line per user. */
async function snapshotOf(
  rows: readonly RawEvent[],
  editEvents = untouched,
  editSnapshot = untouched,
): Promise<string> {
  const file = join(folder, 'events_20250401.json');
  await writeFile(file, rows.map((row) => JSON.stringify(row)).join('\n'));
  const events = editEvents(
    ga4EventsSql({
      dialect: duckdbDialect,
      relations: [jsonRelation(file)],
      timeZone: TIME_ZONE,
      ...RELATION,
    }),
  );
  const sql = editSnapshot(
    featureSnapshotSql({
      dialect: duckdbDialect,
      events: queryRelation(events),
      roles: ga4Export.roles,
      snapshot: SNAPSHOT,
      lookbackDays: LOOKBACK,
      timeZone: TIME_ZONE,
      features: FEATURES,
    }),
  );
  const reader = await connection.runAndReadAll(`SELECT * FROM (${sql}) ORDER BY user_id`);
  return reader
    .getRowObjectsJson()
    .map((row) => JSON.stringify(row))
    .join('\n');
}

/**
 * Snapshots of many cases at once, each with users of its own: what a statement takes is mostly its planning. No feature of
 * a user looks at another's events.
 */
async function expectSameSnapshots(
  cases: readonly (readonly [before: RawEvent[], after: RawEvent[]])[],
): Promise<void> {
  const owned = (rows: readonly RawEvent[], index: number) =>
    rows.map((row) => ({ ...row, user_pseudo_id: row.user_pseudo_id && `case ${index}, ${row.user_pseudo_id}` }));
  const [before, after] = [0, 1].map((side) => cases.flatMap((rows, index) => owned(rows[side]!, index)));
  const expected = await snapshotOf(before!);
  expect(expected.split('\n').length).toBeGreaterThan(2 * cases.length);
  expect((await snapshotOf(after!)).split('\n')).toEqual(expected.split('\n'));
}

const RUNS = { numRuns: 100, seed: 20261123 };

describe('no feature of a row at S changes', () => {
  test('when the events are shuffled', async () => {
    const shuffled = past.chain((rows) =>
      fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length, maxLength: rows.length })),
    );
    await expectSameSnapshots(fc.sample(shuffled, RUNS));
  });

  test('when a day is delivered again', async () => {
    await expectSameSnapshots(fc.sample(past, RUNS).map((rows) => [rows, [...rows, ...rows]]));
  });

  test('when events happen on or after S', async () => {
    const cases = fc.sample(fc.tuple(past, future), RUNS);
    await expectSameSnapshots(cases.map(([rows, later]) => [rows, [...rows, ...later]]));
  });
});

describe('the tests above see it when a guard is taken out', () => {
  test('without merging a re-delivery changes features', async () => {
    const [rows] = fc.sample(
      past.filter((sample) => sample.some((row) => row.user_pseudo_id !== null)),
      { numRuns: 1, seed: 1 },
    );
    const unguarded: Edit = (sql) => replaced(sql, 'event_name, identity', 'event_name, random()');
    expect(await snapshotOf([...rows!, ...rows!], unguarded)).not.toBe(await snapshotOf(rows!, unguarded));
  });

  test('without the bound at S the future changes features', async () => {
    const known = (sample: readonly RawEvent[]) => sample.some((row) => row.user_pseudo_id !== null);
    const [rows] = fc.sample(past.filter(known), { numRuns: 1, seed: 1 });
    const [later] = fc.sample(future.filter(known), { numRuns: 1, seed: 2 });
    const unguarded: Edit = (sql) => replaced(sql, ` AND event_micros < ${START}`, '');
    expect(await snapshotOf([...rows!, ...later!], untouched, unguarded)).not.toBe(
      await snapshotOf(rows!, untouched, unguarded),
    );
  });
});

test('user_ltv, which leaks the future, is never read', async () => {
  const rows = fc.sample(past, { numRuns: 1, seed: 3 })[0]!;
  const richer = rows.map((row) => ({ ...row, user_ltv: { revenue: 1e6, currency: 'EUR' } }));
  expect(await snapshotOf(richer)).toBe(await snapshotOf(rows));
});

/** @throws when the guard is not in the SQL: the test would then prove nothing. */
function replaced(sql: string, guard: string, by: string): string {
  expect(sql).toContain(guard);
  return sql.replace(guard, by);
}
