import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { AddedFeature } from '@propensity/core/config';
import { startOfDayMicros } from '@propensity/core/windows';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  duckdbDialect,
  FeatureDefinitions,
  featureSnapshotSql,
  ga4EventsSql,
  ga4Export,
  queryRelation,
} from '../../src/index.js';
import { openDuckdb, rowsOf } from '../support/open-duckdb.js';
import { jsonRelation } from '../support/raw-relations.js';

const TIME_ZONE = 'America/New_York';
/** The clocks go forward within the window. */
const SNAPSHOT = '2025-03-13';
const S = Number(startOfDayMicros(SNAPSHOT, TIME_ZONE));
const HOUR = 3_600_000_000;

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

/** A raw event `hours` before S; texts among the parameters. */
function raw(hours: number, name: string, params: Record<string, string>, more: object = {}) {
  return {
    event_timestamp: String(S - hours * HOUR),
    event_name: name,
    user_pseudo_id: 'u',
    event_params: Object.entries(params).map(([key, string_value]) => ({ key, value: { string_value } })),
    ...more,
  };
}

const view = (hours: number, session: string, page: string, more: Record<string, string> = {}, fields: object = {}) =>
  raw(hours, 'page_view', { ga_session_id: session, page_location: `https://shop.example${page}`, ...more }, fields);

async function snapshotOf(rows: readonly object[], add: AddedFeature[] = [], own: string[] = []) {
  const path = join(folder, 'events.json');
  await writeFile(path, rows.map((row) => JSON.stringify(row)).join('\n'));
  const definitions = new FeatureDefinitions({ source: ga4Export, lookbackDays: 14, features: { drop: [], add } });
  const features = definitions.definitionsOf(definitions.ofProperty({ own, absent: [] }));
  const customColumns = features.flatMap(({ customColumn }) => customColumn ?? []);
  const window = { dialect: duckdbDialect, timeZone: TIME_ZONE, from: '2025-02-27', until: '2025-03-20' } as const;
  const events = queryRelation(ga4EventsSql({ ...window, relations: [jsonRelation(path)], customColumns }));
  const options = { dialect: duckdbDialect, events, roles: ga4Export.roles, snapshot: SNAPSHOT, lookbackDays: 14 };
  const [row] = await rowsOf(connection, featureSnapshotSql({ ...options, timeZone: TIME_ZONE, features }));
  return row!;
}

test('the pages of the window, of the last visit and of the first one', async () => {
  const row = await snapshotOf([
    view(200, '1', '/', { ga_session_number: '1' }),
    view(199, '1', '/men?color=red#top', { ga_session_number: '1' }),
    view(100, '2', ':8080/women/', { content_group: 'Shop' }),
    // The visits overlap, and the last one to begin does not end last.
    view(30, '3', '/sale', { content_group: '(not set)' }),
    view(29, '4', '/cart'),
    view(28, '4', '/checkout'),
    view(27, '3', '/men'),
    // Nothing is known of where these events happened.
    raw(2, 'scroll', { ga_session_id: '5', page_location: 'https://shop.example/not-viewed' }),
  ]);
  expect(row).toMatchObject({
    first_page: '/',
    last_page: '/men',
    last_visit_first_page: '/cart',
    last_visit_last_page: '/checkout',
    first_visit_first_page: '/',
    last_content_group: 'Shop',
  });
});

test('a first visit before the window has no page', async () => {
  const row = await snapshotOf([view(3, '2', '/a', { ga_session_number: '2' })]);
  expect(row).toMatchObject({ first_page: '/a', first_visit_first_page: null, last_content_group: null });
});

test('a long path is cut, a screen is a page, and what is no address stays', async () => {
  const long = await snapshotOf([view(3, '1', `/${'ü💙'.repeat(80)}`)]);
  expect([...String(long.first_page)]).toHaveLength(100);
  const app = await snapshotOf([
    raw(5, 'screen_view', { firebase_screen: 'Home', firebase_screen_class: 'HomeActivity' }),
    raw(4, 'screen_view', { firebase_screen_class: 'CartActivity' }),
  ]);
  expect(app).toMatchObject({ first_page: 'Home', last_page: 'CartActivity' });
  const odd = await snapshotOf([raw(3, 'page_view', { page_location: 'about:blank' })]);
  expect(odd.first_page).toBe('about:blank');
});

test.each([
  ['the parameters', {}, { source: 'news', medium: 'email' }, ['news', 'email']],
  [
    'what the address said',
    { collected_traffic_source: { manual_source: 'bing', manual_medium: null } },
    { source: 'x', medium: 'y' },
    ['bing', 'y'],
  ],
  ['an advertisement', { collected_traffic_source: { manual_source: 'bing', gclid: 'c' } }, {}, ['google', 'cpc']],
  [
    'what Analytics attributes',
    {
      collected_traffic_source: { manual_source: 'bing', manual_medium: 'organic' },
      session_traffic_source_last_click: {
        manual_campaign: { source: 'm', medium: 'n' },
        cross_channel_campaign: { source: '(not set)', medium: 'affiliate' },
      },
    },
    {},
    ['m', 'affiliate'],
  ],
  ['nothing', { collected_traffic_source: { manual_source: '(not set)' } }, {}, [null, null]],
] as const)('where a visit came from is told by %s', async (_what, fields, params, [source, medium]) => {
  const row = await snapshotOf([view(3, '1', '/a', params as Record<string, string>, fields)]);
  expect([row.last_source, row.last_medium]).toEqual([source, medium]);
});

test('the origin is the first of the last visit that has one', async () => {
  const row = await snapshotOf([
    view(90, '1', '/', { source: 'first', medium: 'a' }),
    view(50, '2', '/'),
    view(49, '2', '/', { source: 'second' }),
    view(48, '2', '/', { source: 'third' }),
    view(10, '3', '/'),
  ]);
  expect([row.last_source, row.last_medium]).toEqual(['second', 'a']);
});

test('a rhythm is that of days of the time zone, to the moment of the last event', async () => {
  // Of 13 March at midnight: on 5 March, at noon of 7, and twice on 11, before and after which the clocks changed.
  const [fifth, seventh, eleventh] = [8 * 24 - 1 - 12, 6 * 24 - 1 - 12, 36];
  const row = await snapshotOf([fifth, seventh, eleventh, eleventh + 3].map((hours) => raw(hours, 'scroll', {})));
  expect(row).toMatchObject({ active_span_days: 6, active_days_rate: 3 / 8, overdue: 1.5 * (2 / 6) });
  const once = await snapshotOf([raw(36, 'scroll', {})]);
  expect(once).toMatchObject({ active_span_days: 0, active_days_rate: 1 / 2, overdue: null });
});

test('prices and categories of the items viewed', async () => {
  const item = (hours: number, name: string, items: object[]) => raw(hours, name, {}, { items });
  const row = await snapshotOf([
    item(9, 'view_item', [
      { item_id: 'a', item_category: 'Shirts', price_in_usd: 10, price: 99, quantity: 3 },
      { item_category: 'Caps', price_in_usd: 500 },
    ]),
    item(8, 'view_item', [{ item_id: 'b', item_category: 'Hats', price: '2.5' }]),
    item(7, 'view_item', [{ item_id: 'c', item_category: '(not set)' }]),
    item(6, 'add_to_cart', [{ item_id: 'd', item_category: 'Bags', price_in_usd: 1000 }]),
  ]);
  expect(row).toMatchObject({ last_item_category: 'Hats', mean_price_viewed: 6.25, greatest_price_viewed: 10 });
  const none = await snapshotOf([raw(1, 'scroll', {})]);
  expect(none).toMatchObject({ last_item_category: null, mean_price_viewed: null, greatest_price_viewed: null });
});

test('user properties, and first values', async () => {
  const told = (hours: number, name: string, plan: string | null, score: string) =>
    raw(
      hours,
      name,
      { score },
      {
        user_properties:
          plan === null
            ? []
            : [
                { key: 'tier', value: { int_value: '2' } },
                { key: 'plan', value: { string_value: plan } },
              ],
      },
    );
  const row = await snapshotOf(
    [told(9, 'lead', 'free', '7'), told(8, 'lead', 'gold', '3'), told(7, 'lead', null, '5')],
    [
      { name: 'plan', userProperty: 'plan', aggregate: 'last', kind: 'categorical' },
      { name: 'first_plan', userProperty: 'plan', aggregate: 'first', kind: 'categorical' },
      { name: 'plans', userProperty: 'plan', aggregate: 'count_distinct', kind: 'numeric' },
      { name: 'tier', userProperty: 'tier', aggregate: 'max', kind: 'numeric' },
      { name: 'unset', userProperty: 'no such', aggregate: 'last', kind: 'categorical' },
      { name: 'first_score', param: 'score', aggregate: 'first', kind: 'numeric' },
      { name: 'first_score_text', param: 'score', aggregate: 'first', kind: 'categorical' },
    ],
  );
  expect(row).toMatchObject({
    plan: 'gold',
    first_plan: 'free',
    tier: 2,
    unset: null,
    first_score: 7,
    first_score_text: '7',
  });
  expect(Number(row.plans)).toBe(2);
});

test("the property's own events, whatever they are called", async () => {
  const own = ['お問い合わせ', "it's - a form"];
  const row = await snapshotOf(
    [raw(30, own[0]!, {}), raw(29, own[0]!, {}), raw(60, own[0]!, {}), raw(3, 'scroll', {})],
    [],
    own,
  );
  const values = Object.entries(row).filter(([name]) => name.startsWith('event_') && name !== 'event_count');
  expect(values.map(([, value]) => (value === null ? null : Number(value)))).toEqual([3, 2, 29 / 24, 0, 0, null]);
});
