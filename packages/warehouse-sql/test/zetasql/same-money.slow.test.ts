import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type AmountEvidenceRow,
  amountEvidenceOf,
  type Dialect,
  EventStatements,
  type Feature,
  FeatureDefinitions,
  featureSnapshotSql,
  ga4Export,
  ga4ExportIn,
  queryRelation,
  type RawRelation,
} from '../../src/index.js';
import { BothEngines } from '../support/both-engines.js';
import {
  MONEY_SNAPSHOT,
  MONEY_WINDOW,
  type MoneyEvent,
  moneyDay,
  order,
  refund,
  viewed,
} from '../support/money-export.js';
import { ZetaSqlServer } from '../support/zetasql/zetasql-server.js';

/** What a user did → orders and revenue, in dollars and in euros. Null: not known. */
const ORDERS: readonly (readonly [
  what: string,
  events: readonly MoneyEvent[],
  inDollars: readonly [number, number | null],
  inEuros?: readonly [number, number | null],
])[] = [
  ['no order', [viewed([])], [0, 0], [0, 0]],
  ['converted amounts', [order({ id: '1', usd: 100, local: 90, currency: 'EUR' })], [1, 100], [1, 90]],
  [
    'yen that were not converted, and dollars',
    [
      order({ id: '1', usd: 100, local: 100, currency: 'USD' }),
      order({ id: '2', local: 15_000, currency: 'JPY', value: 15_000 }),
    ],
    [2, 100],
    [2, null],
  ],
  ['yen alone', [order({ id: '1', local: 15_000, currency: 'JPY' })], [1, null], [1, null]],
  ['a currency in lower case', [order({ id: '1', local: 5, currency: ' usd' })], [1, 5], [1, null]],
  ['no currency', [order({ id: '1', local: 5 }), order({ id: '2', value: 7 })], [2, 12], [2, 12]],
  ['a currency that is not set', [order({ id: '1', local: 5, currency: '(not set)' })], [1, 5], [1, 5]],
  ['a decimal comma, in euros', [order({ id: '1', value: '12,50', currency: 'EUR' })], [1, null], [1, 12.5]],
  ['a decimal comma', [order({ id: '1', value: '12,50' })], [1, 12.5], [1, 12.5]],
  ['thousands and a sign', [order({ id: '1', value: '1.234,50 €', currency: 'EUR' })], [1, null], [1, 1234.5]],
  ['no number', [order({ id: '1', value: 'free', currency: 'USD' })], [1, null], [1, null]],
  ['no amount', [order({ id: '1' })], [1, null], [1, null]],
  ['an amount of 0', [order({ id: '1', usd: 0, local: 0, currency: 'USD' })], [1, 0], [1, null]],
  ['a refund without an amount', [order({ id: '1', usd: 20 }), refund({ id: '1' })], [0, 0]],
  ['a refund of all', [order({ id: '1', usd: 20 }), order({ id: '2', usd: 3 }), refund({ id: '1', usd: 20 })], [1, 3]],
  ['a refund of more than all', [order({ id: '1', usd: 20 }), refund({ id: '1', usd: 21 })], [0, 0]],
  ['a refund of 0, which says nothing', [order({ id: '1', usd: 20 }), refund({ id: '1', usd: 0 })], [0, 0]],
  ['a refund that is negative', [order({ id: '1', usd: 20 }), refund({ id: '1', usd: -5 })], [1, 15]],
  ['a partial refund of tenths', [order({ id: '1', usd: 100_000.3 }), refund({ id: '1', usd: 100_000.1 })], [1, 0.2]],
  ['a partial refund as text', [order({ id: '1', value: 20 }), refund({ id: '1', value: '7,25' })], [1, 12.75]],
  [
    'a partial refund sent twice',
    [order({ id: '1', usd: 20 }), refund({ id: '1', usd: 5 }), refund({ id: '1', usd: 5, hours: 3 })],
    [1, 15],
  ],
  [
    'two partial refunds',
    [order({ id: '1', usd: 20 }), refund({ id: '1', usd: 5 }), refund({ id: '1', usd: 6 })],
    [1, 9],
  ],
  [
    'two partial refunds of all',
    [order({ id: '1', usd: 0.3 }), refund({ id: '1', usd: 0.1 }), refund({ id: '1', usd: 0.2 })],
    [0, 0],
  ],
  [
    'an order sent twice, and a partial refund',
    [order({ id: '1', usd: 20 }), order({ id: '1', usd: 20, hours: 40 }), refund({ id: '1', usd: 5 })],
    [1, 15],
  ],
  [
    'a refund at another rate, of all in the currency of the order',
    [
      order({ id: '1', usd: 108, local: 100, currency: 'EUR' }),
      refund({ id: '1', usd: 107, local: 100, currency: 'EUR' }),
    ],
    [0, 0],
    [0, 0],
  ],
  [
    'a partial refund, converted',
    [
      order({ id: '1', usd: 108, local: 100, currency: 'EUR' }),
      refund({ id: '1', usd: 54, local: 50, currency: 'EUR' }),
    ],
    [1, 54],
    [1, 50],
  ],
  [
    'a refund in yen of an order in yen, of all',
    [order({ id: '1', local: 15_000, currency: 'JPY' }), refund({ id: '1', local: 15_000, currency: 'JPY' })],
    [0, 0],
    [0, 0],
  ],
  [
    'a partial refund in yen',
    [order({ id: '1', usd: 100, local: 15_000, currency: 'JPY' }), refund({ id: '1', local: 5_000, currency: 'JPY' })],
    [1, null],
    [1, null],
  ],
  [
    'a partial refund in yen of an order in dollars',
    [
      order({ id: '1', usd: 100, local: 100, currency: 'USD' }),
      refund({ id: '1', usd: 33, local: 5_000, currency: 'JPY' }),
    ],
    [1, 67],
    [1, null],
  ],
  [
    'a refund of an order of no known amount',
    [order({ id: '1' }), order({ id: '2', usd: 4 }), refund({ id: '1', usd: 3 })],
    [2, 4],
  ],
  ['a refund without an id', [order({ id: '1', usd: 20 }), refund({ usd: 20 }), refund({ id: '(not set)' })], [1, 20]],
  ['a refund of another order', [order({ id: '1', usd: 20 }), refund({ id: '2', usd: 20 })], [1, 20]],
  ['an order before the window', [order({ id: '1', usd: 20, hours: 24 * 8 }), refund({ id: '1' })], [0, 0]],
  ['a refund on S', [order({ id: '1', usd: 20 }), refund({ id: '1', hours: 0 })], [1, 20]],
  ['a refund before S', [order({ id: '1', usd: 20 }), refund({ id: '1', hours: 1 })], [0, 0]],
  ['orders without ids at one moment', [order({ usd: 20 }), order({ usd: 1, hours: 30 }), refund({})], [2, 21]],
];

/** What a user viewed → the value of the items, in dollars and in euros. */
const VALUES: readonly (readonly [
  what: string,
  events: readonly MoneyEvent[],
  inDollars: number | null,
  inEuros: number | null,
])[] = [
  ['nothing', [order({ id: '1', usd: 1 })], 0, 0],
  ['converted prices', [viewed([{ usd: 11, price: 10, quantity: 2 }], 'EUR')], 22, 20],
  ['yen', [viewed([{ price: 1500 }], 'JPY')], null, null],
  ['yen, of which one was converted', [viewed([{ price: 1500 }, { usd: 10, price: 1500 }], 'JPY')], 10, null],
  ['euros, and yen', [viewed([{ price: 3 }], 'EUR'), viewed([{ price: 1500 }], 'JPY')], null, 3],
  ['no currency', [viewed([{ price: 3 }, { price: 4, quantity: 2 }])], 11, 11],
  ['no price', [viewed([{}]), viewed([])], null, null],
  ['a currency that is not set', [viewed([{ price: 3 }], '(not set)')], 3, 3],
];

const LOOKBACK = 7;

let server: ZetaSqlServer;
let engines: BothEngines;
beforeAll(async () => {
  server = await ZetaSqlServer.start();
  const users = Object.fromEntries([
    // Every other user's events in reverse: their order does not matter.
    ...ORDERS.map(([what, events], index) => [`orders: ${what}`, index % 2 === 0 ? events : [...events].reverse()]),
    ...VALUES.map(([what, events]) => [`viewed: ${what}`, events]),
  ]) as Record<string, readonly MoneyEvent[]>;
  engines = await BothEngines.open(server, { days: [moneyDay(users)] });
});
afterAll(() => {
  engines?.close();
  server?.stop();
});

/** The cells of the features of these names, by user, alike on both engines. */
async function cells(source: typeof ga4Export, names: readonly string[], of = (feature: Feature) => feature) {
  const features = new FeatureDefinitions({ source, lookbackDays: LOOKBACK }).catalogue
    .filter(({ name }) => names.includes(name))
    .map(of);
  const rows = await engines.sameRows((dialect: Dialect, relations: readonly RawRelation[]) =>
    featureSnapshotSql({
      dialect,
      events: queryRelation(source.eventsSql({ ...MONEY_WINDOW, dialect, relations })),
      roles: source.roles,
      snapshot: MONEY_SNAPSHOT,
      lookbackDays: LOOKBACK,
      timeZone: 'UTC',
      features,
    }),
  );
  return new Map(rows.map((row) => [String(row.user_id), names.map((name) => row[name])]));
}

describe('orders and revenue', () => {
  test('in dollars', async () => {
    const found = await cells(ga4Export, ['orders', 'revenue']);
    const expected = ORDERS.map(([what, , right]) => [what, right]);
    expect(ORDERS.map(([what]) => [what, found.get(`orders: ${what}`)])).toEqual(expected);
  });

  test('in the currency that is configured', async () => {
    const found = await cells(ga4ExportIn('EUR'), ['orders', 'revenue']);
    const told = ORDERS.filter(([, , , inEuros]) => inEuros !== undefined);
    expect(told.map(([what]) => [what, found.get(`orders: ${what}`)])).toEqual(
      told.map(([what, , , inEuros]) => [what, inEuros]),
    );
  });

  test('for models of before, without refunds and with 0 for what is not known', async () => {
    const found = await cells(ga4Export, ['orders', 'revenue'], ({ earlier }) => earlier[0]!);
    expect(found.get('orders: a refund of all')).toEqual([2, 23]);
    expect(found.get('orders: yen alone')).toEqual([1, 0]);
    expect(found.get('orders: no order')).toEqual([0, 0]);
  });
});

test.each([
  ['dollars', ga4Export, 2],
  ['euros', ga4ExportIn('EUR'), 3],
] as const)('the value of items in %s', async (_currency, source, column) => {
  const found = await cells(source, ['item_value_viewed']);
  expect(VALUES.map(([what]) => [what, found.get(`viewed: ${what}`)?.[0]])).toEqual(
    VALUES.map((row) => [row[0], row[column]]),
  );
});

test('what doctor is told of the amounts', async () => {
  const settings = { timeZone: 'UTC' } as never;
  const evidence = async (source: typeof ga4Export) => {
    const rows = await engines.sameRows(
      (dialect, relations) =>
        new EventStatements({ dialect, source, settings }).amounts({
          relations,
          days: [MONEY_WINDOW.from, MONEY_WINDOW.until],
        })!,
    );
    return amountEvidenceOf(rows as unknown as AmountEvidenceRow[], source.currency ?? 'USD');
  };
  expect(await evidence(ga4Export)).toEqual({
    currency: 'USD',
    orders: 41,
    foreign: 5,
    currencies: ['JPY', 'EUR'],
    unreadable: 1,
    refunds: 20,
  });
  expect(await evidence(ga4ExportIn('EUR'))).toMatchObject({ currency: 'EUR', foreign: 8, currencies: ['JPY', 'USD'] });
});
