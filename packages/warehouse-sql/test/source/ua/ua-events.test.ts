import type { DuckDBConnection } from '@duckdb/node-api';
import type { Condition } from '@propensity/core/question';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type CustomColumn,
  duckdbDialect,
  type EventColumn,
  type EventExport,
  type RawRelation,
  uaExport,
  uaExportOf,
} from '../../../src/index.js';
import { cellsOf, createTable } from '../../support/both-engines.js';
import { openDuckdb } from '../../support/open-duckdb.js';
import { UA_TABLE, uaRelations } from '../../support/ua-relations.js';

let duckdb: DuckDBConnection;
let relationOf: (source: EventExport) => RawRelation;
beforeAll(async () => {
  duckdb = await openDuckdb();
  await createTable(duckdb, UA_TABLE.name, UA_TABLE.fields, UA_TABLE.rows!);
  const relations = await uaRelations(duckdb);
  relationOf = (source) => relations(duckdbDialect, source);
});
afterAll(() => duckdb?.closeSync());

const ANN = '0100000000000000001';
const DAYS = { timeZone: 'UTC', from: '2017-08-01', until: '2017-08-20' } as const;

/** Events in the order of their moments and names. */
async function events(columns: readonly EventColumn[], source = uaExport, customColumns: readonly CustomColumn[] = []) {
  const sql = source.eventsSql({
    dialect: duckdbDialect,
    relations: [relationOf(source)],
    ...DAYS,
    columns,
    customColumns,
  });
  const order = ['event_micros', 'user_id', 'event_name'].filter((column) => (columns as string[]).includes(column));
  return cellsOf(duckdb, `SELECT * FROM (${sql}) AS events ORDER BY ${order.join(', ')}`);
}

/** `user event` of the events of a user, or of all. */
async function names(user: string | null, source = uaExport) {
  const found = await events(['event_micros', 'user_id', 'event_name'], source);
  return found.filter(({ user_id }) => user === null || user_id === user).map(({ event_name }) => event_name);
}

const where = (...conditions: Condition[]) => uaExportOf({ where: conditions });
const column = (condition: Condition): CustomColumn => ({ name: 'meets', type: 'integer', condition });

describe('the events that hits are', () => {
  test('a page is one by itself, and what its e-commerce action, its products and its search say besides', async () => {
    expect((await names(ANN)).slice(0, 15)).toEqual([
      ...['page_view', 'session_start', 'view_item_list'],
      ...['page_view', 'view_item', 'view_item_list'],
      ...['Add to Cart', 'add_to_cart'],
      ...['begin_checkout', 'page_view'],
      ...['checkout_progress', 'page_view'],
      ...['page_view', 'purchase'],
      // Of the confirmation that is loaded again.
      'page_view',
    ]);
    expect((await names(ANN)).slice(15, 16)).toEqual(['purchase']);
  });

  test('an event is called by its action, and by its category too where it takes the name of something else', async () => {
    expect((await names('b2')).slice(0, 6)).toEqual([
      ...['page_view', 'session_start', 'sign-up', 'newsletter', 'shop: purchase', 'event'],
    ]);
  });

  test('a transaction of classic e-commerce is a purchase, once; screens, errors, refunds, promotions', async () => {
    expect((await names('b6')).slice(0, 17)).toEqual([
      ...['screen_view', 'session_start', 'page_view', 'view_search_results', 'purchase', 'exception', 'social'],
      ...['page_view', 'refund', 'page_view', 'view_promotion', 'banner', 'select_promotion'],
      ...['remove', 'remove_from_cart', 'click', 'select_item'],
    ]);
  });

  test('hits without interaction begin no session; a session without hits is one all the same', async () => {
    expect(await names('b3')).toEqual(['tick']);
    expect(await names('b4')).toEqual(['session_start']);
    expect(await names('b5')).toEqual(['session_start']);
  });

  test('two hits of one moment and name are two by their numbers, a row that is delivered twice is one', async () => {
    expect(await names('b7')).toEqual(['page_view', 'page_view', 'session_start']);
    expect((await names(ANN)).filter((name) => name === 'session_start')).toHaveLength(2);
    const deliveries = await cellsOf(
      duckdb,
      `SELECT COUNT(*) AS n, COUNT(NULLIF(user_id, '')) AS known FROM (${uaExport.deliveriesSql({ dialect: duckdbDialect, relations: [relationOf(uaExport)], ...DAYS })})`,
    );
    // 16 events that are delivered twice; 4 of nobody.
    expect(deliveries).toEqual([{ n: 74, known: 70 }]);
    expect(await names(null)).toHaveLength(70 - 16);
  });
});

describe('the columns of an event', () => {
  const of = async (columns: readonly EventColumn[], user: string, name: string) =>
    (await events(['event_micros', 'user_id', 'event_name', ...columns]))
      .filter(({ user_id, event_name }) => user_id === user && event_name === name)
      .map(({ user_id: _, event_name: __, event_micros: ___, ...rest }) => rest);

  test('sessions: of different browsers they differ though their numbers are the same', async () => {
    const [ann] = await of(['session_id', 'session_number', 'session_engaged', 'first_touch_micros'], ANN, 'view_item');
    expect(ann).toEqual({
      session_id: `${ANN}.1`,
      session_number: 1,
      session_engaged: 1,
      first_touch_micros: Date.parse('2017-08-02T10:00:00Z') * 1000,
    });
    const [b2] = await of(['session_id', 'session_number', 'session_engaged', 'first_touch_micros'], 'b2', 'sign-up');
    expect(b2).toEqual({ session_id: 'b2.1', session_number: 3, session_engaged: 0, first_touch_micros: null });
    expect(await of(['session_engaged'], 'b3', 'tick')).toEqual([{ session_engaged: null }]);
  });

  test('where a visit came from, and the first one; deliveries are put together', async () => {
    const columns = ['session_source', 'session_medium', 'first_source', 'first_medium', 'country', 'region'] as const;
    expect((await of(columns, ANN, 'view_item'))[0]).toEqual({
      ...{ session_source: 'google', session_medium: 'organic', first_source: 'google', first_medium: 'organic' },
      ...{ country: 'Japan', region: '(not set)' },
    });
    expect((await of(columns, 'b2', 'sign-up'))[0]).toEqual({
      ...{ session_source: 'google', session_medium: 'organic', first_source: null, first_medium: null },
      ...{ country: 'Chile', region: null },
    });
  });

  test('pages without their queries, screens, groups of content', async () => {
    expect((await of(['page', 'page_path'], ANN, 'page_view'))[0]).toEqual({
      page: 'https://shop.example/bags',
      page_path: '/bags',
    });
    expect(await of(['page', 'page_path'], 'b6', 'screen_view')).toEqual([{ page: null, page_path: 'Start' }]);
    expect((await of(['content_group'], 'b2', 'page_view'))[0]).toEqual({ content_group: 'Start' });
  });

  test('money is in units of the currency', async () => {
    const columns = ['transaction_id', 'purchase_revenue', 'refund_amount', 'local_millionths', 'currency'] as const;
    expect(await of(columns, 'b6', 'purchase')).toEqual([
      {
        transaction_id: 'T2',
        purchase_revenue: 10,
        refund_amount: null,
        local_millionths: 1_300_000_000,
        currency: 'JPY',
      },
      {
        transaction_id: 'T3',
        purchase_revenue: 60,
        refund_amount: null,
        local_millionths: 60_000_000,
        currency: 'EUR',
      },
    ]);
    expect(await of(columns, 'b6', 'refund')).toEqual([
      {
        transaction_id: 'T1',
        purchase_revenue: null,
        refund_amount: 5.5,
        local_millionths: 5_500_000,
        currency: 'EUR',
      },
    ]);
    expect((await of(columns, ANN, 'purchase')).map(({ purchase_revenue }) => purchase_revenue)).toEqual([
      45.5,
      null,
      9.99,
    ]);
  });

  test('items: those that were only shown in a list belong to the list', async () => {
    const columns = ['item_id', 'item_category', 'item_price', 'item_value'] as const;
    expect(await of(columns, ANN, 'view_item')).toEqual([
      { item_id: 'S1', item_category: 'Bags', item_price: 20, item_value: 20 },
    ]);
    expect(await of(columns, ANN, 'view_item_list')).toEqual([
      { item_id: 'S1', item_category: 'Bags', item_price: 20, item_value: 31 },
      { item_id: 'S2', item_category: null, item_price: 5.5, item_value: 11 },
    ]);
    expect(await of(columns, ANN, 'add_to_cart')).toEqual([
      { item_id: 'S1', item_category: 'Bags', item_price: 20, item_value: 45.5 },
    ]);
  });
});

describe('people', () => {
  test.each([
    [
      'a custom dimension, of the hit or the session',
      uaExportOf({ userId: { customDimension: 1, fallback: 'fullVisitorId' } }),
      'ann',
      1,
    ],
    ['userId', uaExportOf({ userId: 'userId' }), 'cid', 1],
  ])('%s', async (_, source, person, named) => {
    const who: CustomColumn[] = [
      { name: 'device_id', type: 'string', identity: 'device' },
      { name: 'is_person', type: 'integer', identity: 'person' },
    ];
    const found = await events(['event_micros', 'user_id', 'event_name'], source, who);
    const known = found.filter(({ is_person }) => is_person === named);
    expect(new Set(known.map(({ user_id }) => user_id))).toEqual(new Set([person]));
    expect(
      found.filter(({ is_person }) => is_person === 0).every(({ user_id, device_id }) => user_id === device_id),
    ).toBe(true);
  });

  test('a person is named by hits of several browsers', async () => {
    const source = uaExportOf({ userId: { customDimension: 1 } });
    const devices: CustomColumn = { name: 'device_id', type: 'string', identity: 'device' };
    const found = await events(['event_micros', 'user_id', 'event_name'], source, [devices]);
    const ann = found.filter(({ user_id }) => user_id === 'ann');
    expect(new Set(ann.map(({ device_id }) => device_id))).toEqual(new Set([ANN, 'b2']));
    expect(ann.filter(({ device_id }) => device_id === 'b2').map(({ event_name }) => event_name)).toEqual(['sign-up']);
    expect(source.people).toEqual({ fallback: false });
  });
});

/** The users and names of the events that meet a condition. */
const MET: readonly (readonly [what: string, condition: Condition, met: readonly string[]])[] = [
  [
    'a goal page, as a field of the hit',
    { field: 'page.pagePath', matches: '^/thanks\\?' },
    ['b2 page_view', 'b2 session_start'],
  ],
  [
    'the same as Google documents it',
    { field: 'hits.page.pagePath', matches: '^/thanks\\?' },
    ['b2 page_view', 'b2 session_start'],
  ],
  [
    'the same by its address',
    { param: 'page_location', equals: 'https://shop.example/thanks?order=1' },
    ['b2 page_view', 'b2 session_start'],
  ],
  ['a category', { param: 'eventCategory', equals: 'newsletter' }, ['b2 newsletter', 'b2 sign-up']],
  ["a label, by GA4's name", { param: 'event_label', equals: 'contact' }, ['b2 submit']],
  ['an action', { field: 'eventInfo.eventAction', in: ['submit', 'tick'] }, ['b2 submit', 'b3 tick']],
  ['a host', { field: 'hits.page.hostname', equals: 'app.example' }, ['b6 page_view', 'b6 view_search_results']],
  [
    'a custom dimension of the hit, else of the session',
    { param: 'customDimension4', matches: 'EMEA' },
    [
      ...['Add to Cart', 'add_to_cart', 'begin_checkout', 'checkout_progress', 'page_view', 'page_view', 'page_view'],
      'page_view',
      ...['page_view', 'page_view', 'purchase', 'purchase', 'session_start', 'view_item', 'view_item_list'],
      'view_item_list',
    ].map((name) => `${ANN} ${name}`),
  ],
  ['one of the hit alone', { field: 'hits.customDimensions.1', equals: 'ann' }, ['b2 sign-up']],
  ['a custom metric', { field: 'customMetric2', atLeast: 7 }, ['b2 sign-up']],
  ['a transaction', { field: 'transaction.transactionId', equals: 'T2' }, ['b6 purchase']],
  [
    'its amount, in units of the currency',
    { field: 'transaction.transactionRevenue', atLeast: 50 },
    ['b6 page_view', 'b6 purchase', 'b6 session_start'],
  ],
  [
    'the value of what it is',
    { param: 'value', equals: 9.99 },
    [`${ANN} page_view`, `${ANN} purchase`, `${ANN} session_start`],
  ],
  [
    'the device',
    { field: 'device.browser', exists: false },
    ['b2 event', 'b2 newsletter', 'b2 page_view', 'b2 session_start', 'b2 shop: purchase', 'b2 sign-up'],
  ],
  [
    'a product',
    { item: 'productSKU', equals: 'S2' },
    [
      `${ANN} Add to Cart`,
      `${ANN} add_to_cart`,
      `${ANN} page_view`,
      `${ANN} page_view`,
      `${ANN} purchase`,
      `${ANN} purchase`,
      `${ANN} session_start`,
      `${ANN} view_item_list`,
      `${ANN} view_item_list`,
    ],
  ],
  [
    "its price, by GA4's name",
    { item: 'price', atLeast: 20 },
    [
      `${ANN} Add to Cart`,
      `${ANN} add_to_cart`,
      `${ANN} page_view`,
      `${ANN} page_view`,
      `${ANN} purchase`,
      `${ANN} view_item`,
      `${ANN} view_item_list`,
    ],
  ],
];

describe('conditions', () => {
  test.each(MET)('%s', async (_, condition, met) => {
    const flagged = await events(['event_micros', 'user_id', 'event_name'], uaExport, [column(condition)]);
    const found = flagged
      .filter(({ meets }) => meets === 1)
      .map(({ user_id, event_name }) => `${user_id} ${event_name}`)
      .sort();
    const left = await events(['event_micros', 'user_id', 'event_name'], where(condition));
    expect(left).toHaveLength(found.length);
    expect(found).toEqual(met);
  });
});

describe('what cannot be read is refused, by name', () => {
  test.each([
    ['a field that there is not', { field: 'page.pathPage', exists: true }, 'page.pathPage'],
    ['a parameter that there is not', { param: 'plan', exists: true }, 'plan'],
    ['a field of items that there is not', { item: 'colour', exists: true }, 'colour'],
    [
      'a field of products without saying of an item',
      { field: 'product.productSKU', exists: true },
      'product.productSKU',
    ],
    ['a field that the rows lack', { field: 'device.language', exists: true }, 'device.language'],
  ] satisfies [string, Condition, string][])('%s', (_, condition, field) => {
    expect(() => relationOf(where(condition))).toThrow(
      expect.objectContaining({
        code: 'unreadable_field',
        details: expect.objectContaining({ field: expect.stringContaining(field) }),
      }),
    );
  });
});
