import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { userBucket } from '@propensity/core';
import type { AddedFeature } from '@propensity/core/config';
import { EVERYONE, targetRule } from '@propensity/core/question';
import { startOfDayMicros } from '@propensity/core/windows';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  duckdbDialect,
  eventNamesSql,
  type Feature,
  FeatureDefinitions,
  featureCatalogue,
  featureSnapshotSql,
  ga4DeliveriesSql,
  ga4EventsSql,
  ga4Export,
  labelsSql,
  namesBeforeSql,
  populationSql,
  queryRelation,
  type Relation,
  reachSql,
  summarySql,
  targetFlag,
} from '../../src/index.js';
import { openDuckdb, rowsOf } from '../support/open-duckdb.js';
import { jsonRelation } from '../support/raw-relations.js';

const TIME_ZONE = 'America/New_York';
/** A Thursday; the clocks go forward on 9 March, so that the window has a day of 23 hours. */
const SNAPSHOT = '2025-03-13';
const S = Number(startOfDayMicros(SNAPSHOT, TIME_ZONE));
const HOUR = 3_600_000_000;
const WINDOW = { dialect: duckdbDialect, timeZone: TIME_ZONE, from: '2025-02-27', until: '2025-03-20' } as const;

let connection: DuckDBConnection;
let folder: string;
beforeAll(async () => {
  connection = await openDuckdb();
  folder = await mkdtemp(join(tmpdir(), 'propensity-'));
});
afterAll(async () => {
  connection.closeSync();
  await rm(folder, { recursive: true, force: true });
});

interface Told {
  readonly user?: string | null;
  readonly session?: string;
  readonly params?: Readonly<Record<string, object>>;
  readonly more?: object;
}

/** A raw event `hours` before S. */
function raw(hours: number, name: string, { user = 'u', session, params = {}, more = {} }: Told = {}) {
  const all = { ...(session === undefined ? {} : { ga_session_id: { int_value: session } }), ...params };
  return {
    event_timestamp: String(S - hours * HOUR),
    event_name: name,
    user_pseudo_id: user,
    event_params: Object.entries(all).map(([key, value]) => ({ key, value })),
    ...more,
  };
}

const buys = (id: string | null, revenue: number) => ({
  more: { ecommerce: { transaction_id: id, purchase_revenue: revenue } },
});

async function relation(rows: readonly object[]) {
  const path = join(folder, 'events.json');
  await writeFile(path, rows.map((row) => JSON.stringify(row)).join('\n'));
  return [jsonRelation(path)];
}

async function snapshot(rows: readonly object[], add: readonly AddedFeature[] = []) {
  const features = featureCatalogue({ source: ga4Export, lookbackDays: 14, features: { drop: [], add: [...add] } });
  const customColumns = features.flatMap(({ customColumn }) => (customColumn === undefined ? [] : [customColumn]));
  const events = queryRelation(ga4EventsSql({ ...WINDOW, relations: await relation(rows), customColumns }));
  const found = await rowsOf(
    connection,
    `SELECT * FROM (${featureSnapshotSql({ dialect: duckdbDialect, events, roles: ga4Export.roles, snapshot: SNAPSHOT, lookbackDays: 14, timeZone: TIME_ZONE, features })}) ORDER BY user_id`,
  );
  const counts = new Set(features.filter(({ unit }) => unit === 'count').map(({ name }) => name));
  return found.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name, counts.has(name) ? Number(value) : value])),
  );
}

test('counts, recencies and amounts are what a reader would count by hand', async () => {
  const [row, ...others] = await snapshot([
    raw(1, 'page_view', { session: '2', params: { page_location: { string_value: 'https://a/x?1' } } }),
    raw(2, 'view_item', { session: '2', more: { items: [{ item_id: 'i', price: '2.5', quantity: '2' }] } }),
    raw(36, 'view_item', { session: '1', more: { items: [{ item_id: 'i', price: 3 }] } }),
    raw(100, 'session_start', { session: '1', params: { engagement_time_msec: { int_value: '2500' } } }),
    raw(120, 'purchase', buys('t1', 20)),
    raw(121, 'purchase', buys('t1', 20)),
    raw(130, 'purchase', buys('(not set)', 0.1)),
    raw(131, 'purchase', buys(null, 0.2)),
    raw(24 * 14 - 1, 'add_to_cart', { more: { items: [{ item_id: 'j', price: 7 }] } }),
    // The lookback begins at midnight of 27 February, with the event above: an hour later than 14 times 24 hours ago.
    raw(24 * 14, 'add_to_cart'),
  ]);
  expect(others).toEqual([]);
  expect(row).toMatchObject({
    user_id: 'u',
    user_bucket: userBucket('u'),
    event_count: '9',
    events_1d: 2,
    events_3d: 3,
    events_14d: 9,
    sessions_1d: 1,
    sessions_14d: 2,
    view_item_1d: 1,
    view_item_14d: 2,
    view_item_7d: 2,
    begin_checkout_14d: 0,
    distinct_items_viewed: 1,
    items_viewed_again: 1,
    distinct_items_added: 1,
    item_value_viewed: 8,
    orders: 3,
    revenue: 20.3,
    engagement_seconds_14d: 2.5,
    days_since_event: 1 / 24,
    days_since_view_item: 2 / 24,
    days_since_purchase: 5,
    days_since_begin_checkout: null,
    days_since_first_event: 335 / 24,
    distinct_pages: 1,
  });
});

test('amounts are added up at their own scale, tiny ones and huge ones', async () => {
  const viewed = (hours: number, price: string, user: string) =>
    raw(hours, 'view_item', { user, more: { items: [{ item_id: 'i', price }] } });
  const scored = (hours: number, score: number, user: string) =>
    raw(hours, 'lead', { user, params: { score: { double_value: String(score) } } });
  const add: AddedFeature[] = [{ name: 'score_sum', param: 'score', aggregate: 'sum', kind: 'numeric' }];
  const [huge, tiny] = await snapshot(
    [
      ...Array.from({ length: 10 }, (_, hour) => scored(hour + 1, 8e-8, 'tiny')),
      ...Array.from({ length: 3 }, (_, hour) => viewed(hour + 1, '0.0000014', 'tiny')),
      raw(20, 'purchase', { user: 'tiny', ...buys('t', 2.5e-7) }),
      scored(1, 1e15, 'huge'),
      scored(2, 1e15, 'huge'),
      scored(3, 0.5, 'huge'),
      viewed(1, '20000000000000', 'huge'),
      raw(20, 'purchase', { user: 'huge', ...buys('t', 1e15) }),
    ],
    add,
  );
  expect(tiny).toMatchObject({ score_sum: 8e-7, item_value_viewed: expect.closeTo(4.2e-6, 20), revenue: 2.5e-7 });
  expect(huge).toMatchObject({ score_sum: 2e15 + 0.5, item_value_viewed: 2e13, revenue: 1e15 });
});

test('several prices of one event are added up in any order, and beyond a millionth', async () => {
  const viewed = (user: string, prices: readonly number[]) =>
    raw(1, 'view_item', { user, more: { items: prices.map((price) => ({ item_id: 'i', price: String(price) })) } });
  const prices = [0.1, 0.2, 1 / 3, 8e-8, 1e15, -1e15];
  const rows = await snapshot([
    viewed('a', prices),
    viewed('b', [...prices].reverse()),
    viewed('c', [0.1, 0.2]),
    viewed('d', []),
  ]);
  const [a, b, c, d] = rows.map((row) => row.item_value_viewed as number);
  expect(a).toBe(b);
  expect(a).toBeCloseTo(0.3 + 1 / 3 + 8e-8, 15);
  // No price is known of what this user viewed.
  expect([c, d]).toEqual([0.3, null]);
});

test('an earlier version of a sum rounds every value to a millionth, as it did', async () => {
  const definitions = new FeatureDefinitions({ source: ga4Export, lookbackDays: 14 });
  const revenue = definitions.catalogue.find(({ name }) => name === 'revenue')!;
  const events = queryRelation(
    ga4EventsSql({
      ...WINDOW,
      relations: await relation([raw(2, 'purchase', buys('t', 2.5000004)), raw(3, 'purchase', buys('s', 1e15))]),
    }),
  );
  const revenueBy = async (feature: Feature) => {
    const sql = featureSnapshotSql({
      dialect: duckdbDialect,
      events,
      roles: ga4Export.roles,
      snapshot: SNAPSHOT,
      lookbackDays: 14,
      timeZone: TIME_ZONE,
      features: [feature],
    });
    return (await rowsOf(connection, sql))[0]!.revenue;
  };
  const first = revenue.earlier.find(({ version }) => version === 1)!;
  expect([await revenueBy(revenue), await revenueBy(first)]).toEqual([1e15 + 2.5, 2.5]);
});

test('a first visit is never later than the first event', async () => {
  const touched = (micros: number) => ({ more: { user_first_touch_timestamp: String(micros) } });
  const [a, b, c] = await snapshot([
    raw(24, 'page_view', { user: 'a', ...touched(S - 240 * HOUR) }),
    raw(24, 'page_view', { user: 'b', ...touched(S + HOUR) }),
    raw(24, 'page_view', { user: 'c' }),
  ]);
  expect([a, b, c].map((row) => row!.days_since_first_visit)).toEqual([10, 1, 1]);
});

test('hours and weekdays are those of the time zone', async () => {
  // 22:00 on Wednesday and, before the clocks changed, 12:00 on Saturday.
  const [row] = await snapshot([raw(2, 'page_view'), raw(24 * 4 + 11, 'page_view')]);
  expect(row).toMatchObject({
    weekend_share: 0.5,
    working_hours_share: 0.5,
    evening_share: 0.5,
    usual_hour: 17,
    active_days_14d: 2,
  });
});

test('attributes are the last known ones, the source the first', async () => {
  const told = (country: string | null, source: string) => ({ more: { geo: { country }, traffic_source: { source } } });
  const [row] = await snapshot([
    raw(3, 'page_view', told('France', 'first')),
    raw(2, 'page_view', told('Spain', 'second')),
    raw(1, 'page_view', told(null, 'third')),
  ]);
  expect(row).toMatchObject({ country: 'Spain', first_source: 'first', language: null });
});

test("features of the user's own", async () => {
  const add: AddedFeature[] = [
    { name: 'leads', event: 'lead', aggregate: 'count', windowDays: 3 },
    { name: 'lead_days', event: 'lead', aggregate: 'days' },
    { name: 'lead_recency', event: 'lead', aggregate: 'recency' },
    { name: 'score_sum', param: 'score', aggregate: 'sum', kind: 'numeric' },
    { name: 'score_max', param: 'score', aggregate: 'max', kind: 'numeric', event: 'lead' },
    { name: 'score_last', param: 'score', aggregate: 'last', kind: 'numeric' },
    { name: 'plan', param: 'plan', aggregate: 'last', kind: 'categorical' },
    { name: 'plans', param: 'plan', aggregate: 'count_distinct', kind: 'numeric' },
    { name: 'app_events', sql: "platform = 'APP'", aggregate: 'count', kind: 'numeric' },
    {
      name: 'lowest',
      sql: 'TRY_CAST(event_value_in_usd AS DOUBLE) / 2',
      aggregate: 'min',
      kind: 'numeric',
      windowDays: 3,
    },
  ];
  const score = (value: object, plan: string) => ({ params: { score: value, plan: { string_value: plan } } });
  const rows = [
    raw(1, 'lead', { ...score({ int_value: '2' }, 'gold'), more: { platform: 'APP', event_value_in_usd: '5' } }),
    raw(2, 'other', { ...score({ double_value: '0.5' }, 'gold'), more: { platform: 'WEB', event_value_in_usd: '4' } }),
    raw(96, 'lead', { ...score({ string_value: '1.25' }, 'free'), more: { platform: 'APP', event_value_in_usd: '1' } }),
    raw(97, 'page_view', { user: 'v' }),
  ];
  const [u, v] = await snapshot(rows, add);
  expect(u).toMatchObject({
    leads: 1,
    lead_days: 2,
    lead_recency: 1 / 24,
    score_sum: 3.75,
    score_max: 2,
    score_last: 2,
    plan: 'gold',
    plans: 2,
    app_events: 2,
    lowest: 2,
  });
  expect(v).toMatchObject({
    leads: 0,
    lead_recency: null,
    score_sum: 0,
    score_max: null,
    plan: null,
    plans: 0,
    lowest: null,
  });
});

describe('labels', () => {
  const options = {
    dialect: duckdbDialect,
    snapshot: SNAPSHOT,
    horizonDays: 7,
    lookbackDays: 14,
    timeZone: TIME_ZONE,
    target: targetRule({ event: 'buy' }),
    population: EVERYONE,
  };
  const rows = () => [
    raw(1, 'page_view', { user: 'known' }),
    raw(0, 'buy', { user: 'known' }),
    raw(-5, 'buy', { user: 'known' }),
    raw(-24 * 7 + 1, 'buy', { user: 'new' }),
    raw(-24 * 7, 'buy', { user: 'late' }),
    raw(1, 'buy', { user: 'early' }),
    raw(-1, 'buy', { user: null }),
    raw(-1, 'other', { user: 'idle' }),
  ];
  const customColumns = [targetFlag(options.target)];
  const over = async (build: (events: Relation) => string) =>
    rowsOf(
      connection,
      build(queryRelation(ga4DeliveriesSql({ ...WINDOW, customColumns, relations: await relation(rows()) }))),
    );
  const users = (found: readonly Record<string, unknown>[]) => found.map((row) => row.user_id).sort();

  test('are users with the target event in [S, S + horizon)', async () => {
    expect(users(await over((events) => labelsSql({ ...options, events, seen: events })))).toEqual(['known', 'new']);
  });

  test('the population is who was there before S', async () => {
    expect(users(await over((events) => populationSql({ ...options, seen: events })))).toEqual(['early', 'known']);
  });

  test('some converters could have been known', async () => {
    expect(await over((events) => reachSql({ ...options, events, seen: events }))).toEqual([
      { converters: '2', reachable: '1' },
    ]);
  });

  test('a summary counts what was delivered', async () => {
    // `late` happened on the day after the relation ends.
    expect(await over(summarySql)).toEqual([
      { events: '7', events_without_user: '1', users: '4', target_events: '5', target_users: '3' },
    ]);
    expect(await over((events) => eventNamesSql(events, 1))).toEqual([{ name: 'buy', events: '5', users: '3' }]);
    expect(await over((events) => eventNamesSql(events, 9, 3))).toEqual([{ name: 'buy', events: '5', users: '3' }]);
    expect(await over((events) => eventNamesSql(events, 9, 4))).toEqual([]);
    expect(await over((events) => namesBeforeSql(events, 3))).toEqual([{ name: 'buy', events: '4', users: '3' }]);
  });
});
