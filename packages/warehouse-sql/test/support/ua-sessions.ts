import type { TableField } from '../../src/index.js';

/** The windows of the questions over `UA_SESSIONS`: S with 7 days before it and 3 from it on, in UTC. */
export const UA_WINDOWS = { snapshot: '2017-08-08', lookbackDays: 7, horizonDays: 3, timeZone: 'UTC' } as const;

const columns = (type: string, ...names: string[]): TableField[] => names.map((name) => ({ name, type }));
const record = (name: string, fields: readonly TableField[], mode = 'NULLABLE'): TableField => ({
  name,
  type: 'RECORD',
  mode,
  fields,
});
const dimensions = record(
  'customDimensions',
  [...columns('INTEGER', 'index'), ...columns('STRING', 'value')],
  'REPEATED',
);

/** Columns of an export, as BigQuery lists them. */
export const UA_FIELDS: readonly TableField[] = [
  ...columns('INTEGER', 'visitNumber', 'visitId', 'visitStartTime'),
  ...columns('STRING', 'date', 'fullVisitorId', 'userId'),
  record('totals', columns('INTEGER', 'visits', 'bounces', 'transactions')),
  record('trafficSource', columns('STRING', 'source', 'medium', 'campaign')),
  record('device', columns('STRING', 'deviceCategory', 'browser')),
  record('geoNetwork', columns('STRING', 'country', 'region')),
  dimensions,
  record(
    'hits',
    [
      ...columns('INTEGER', 'hitNumber', 'time'),
      ...columns('STRING', 'type'),
      record('page', columns('STRING', 'pagePath', 'hostname', 'pageTitle', 'searchKeyword')),
      record('appInfo', columns('STRING', 'screenName')),
      record('eventInfo', [
        ...columns('STRING', 'eventCategory', 'eventAction', 'eventLabel'),
        ...columns('INTEGER', 'eventValue'),
      ]),
      record('eCommerceAction', [...columns('STRING', 'action_type'), ...columns('INTEGER', 'step')]),
      record('transaction', [
        ...columns('STRING', 'transactionId', 'currencyCode'),
        ...columns('INTEGER', 'transactionRevenue', 'localTransactionRevenue'),
      ]),
      record('refund', columns('INTEGER', 'refundAmount', 'localRefundAmount')),
      record(
        'product',
        [
          ...columns('STRING', 'productSKU', 'v2ProductName', 'v2ProductCategory'),
          ...columns('INTEGER', 'productPrice', 'productQuantity'),
          ...columns('BOOLEAN', 'isImpression'),
        ],
        'REPEATED',
      ),
      record('promotionActionInfo', columns('BOOLEAN', 'promoIsView', 'promoIsClick')),
      record('contentGroup', columns('STRING', 'contentGroup1')),
      dimensions,
      record('customMetrics', columns('INTEGER', 'index', 'value'), 'REPEATED'),
    ],
    'REPEATED',
  ),
];

type Hit = Readonly<Record<string, unknown>>;

const page = (path: string, more: object = {}): Hit => ({
  type: 'PAGE',
  page: { pagePath: path, hostname: 'shop.example', pageTitle: path.toUpperCase() },
  ...more,
});
const event = (
  category: string | null,
  action: string | null,
  label: string | null = null,
  more: object = {},
): Hit => ({
  type: 'EVENT',
  page: { pagePath: '/home', hostname: 'shop.example' },
  eventInfo: { eventCategory: category, eventAction: action, eventLabel: label },
  ...more,
});
const does = (action_type: string, step: number | null = null) => ({ eCommerceAction: { action_type, step } });
const product = (sku: string, price: number, quantity: number | null, isImpression: boolean | null = null) => ({
  productSKU: sku,
  v2ProductName: `Name ${sku}`,
  v2ProductCategory: sku === 'S2' ? '(not set)' : 'Bags',
  productPrice: price * 1e6,
  productQuantity: quantity,
  isImpression,
});
const paid = (id: string, amount: number | null, currency = 'EUR', local = amount) => ({
  transaction: {
    transactionId: id,
    currencyCode: currency,
    transactionRevenue: amount === null ? null : amount * 1e6,
    localTransactionRevenue: local === null ? null : local * 1e6,
  },
});
const dimension = (index: number, value: string) => ({ index, value });

interface Session {
  readonly user: string | null;
  readonly at: string;
  readonly visit: number;
  readonly hits: readonly Hit[] | null;
  readonly more?: object;
}

/** A row of a session; its hits are a second apart. */
export function uaSession({ user, at, visit, hits, more = {} }: Session): object {
  const start = Date.parse(`${at}Z`) / 1000;
  return {
    visitNumber: 1,
    visitId: visit,
    visitStartTime: start,
    date: at.slice(0, 10).replaceAll('-', ''),
    fullVisitorId: user,
    userId: null,
    totals: { visits: 1, bounces: null, transactions: null },
    trafficSource: { source: 'google', medium: 'organic', campaign: '(not set)' },
    device: { deviceCategory: 'desktop', browser: 'Chrome' },
    geoNetwork: { country: 'Japan', region: '(not set)' },
    customDimensions: [],
    ...more,
    hits:
      hits?.map((hit, index) => ({
        hitNumber: index + 1,
        time: index * 1000,
        product: [],
        customDimensions: [],
        customMetrics: [],
        ...hit,
      })) ?? null,
  };
}

const DELIVERED_TWICE: Session = {
  user: '0100000000000000001',
  at: '2017-08-02T10:00:00',
  visit: 1,
  hits: [
    page('/bags?q=1#top', { product: [product('S1', 20, null, true), product('S2', 5.5, 2, true)] }),
    page('/bags/s1', { ...does('2'), product: [product('S1', 20, null), product('S2', 5.5, 2, true)] }),
    event('Enhanced Ecommerce', 'Add to Cart', null, {
      ...does('3'),
      product: [product('S1', 20, 2), product('S2', 5.5, 1)],
    }),
    page('/basket', does('5', 1)),
    page('/basket/pay', does('5', 2)),
    page('/thanks', { ...does('6'), ...paid('T1', 45.5), product: [product('S1', 20, 2), product('S2', 5.5, 1)] }),
    // The page of the confirmation is loaded again.
    page('/thanks', { ...does('6'), ...paid('T1', null) }),
  ],
  more: { customDimensions: [dimension(1, 'ann'), dimension(4, 'EMEA')] },
};

/** Sessions of all that an export may hold; one of them is delivered twice. */
export const UA_SESSIONS: readonly object[] = [
  uaSession(DELIVERED_TWICE),
  uaSession({
    ...DELIVERED_TWICE,
    more: { ...DELIVERED_TWICE.more, trafficSource: { source: 'google', medium: null, campaign: null } },
  }),
  // Another browser with the same visitId, of the same person; it names itself in a hit alone.
  uaSession({
    user: 'b2',
    at: '2017-08-03T23:59:58',
    visit: 1,
    hits: [
      page('/home', { contentGroup: { contentGroup1: 'Start' } }),
      event('newsletter', 'sign-up', 'footer', {
        customDimensions: [dimension(1, 'ann')],
        customMetrics: [{ index: 2, value: 7 }],
      }),
      event('newsletter', null, 'no action'),
      event('shop', 'purchase', 'no transaction'),
      event(null, null),
    ],
    more: { visitNumber: 3, totals: { visits: 1, bounces: 1 }, device: null, geoNetwork: { country: 'Chile' } },
  }),
  // No interaction: no session, but a hit.
  uaSession({
    user: 'b3',
    at: '2017-08-04T08:00:00',
    visit: 5,
    hits: [event('timer', 'tick')],
    more: { totals: { visits: null } },
  }),
  // Hits that are missing.
  uaSession({ user: 'b4', at: '2017-08-04T09:00:00', visit: 6, hits: [] }),
  uaSession({ user: 'b5', at: '2017-08-04T09:30:00', visit: 7, hits: null }),
  // Of nobody.
  uaSession({ user: null, at: '2017-08-04T10:00:00', visit: 8, hits: [page('/home')] }),
  uaSession({ user: '', at: '2017-08-04T10:00:00', visit: 8, hits: [page('/home')] }),
  // An app, classic e-commerce, and what else a hit can be.
  uaSession({
    user: 'b6',
    at: '2017-08-05T12:00:00',
    visit: 9,
    hits: [
      { type: 'APPVIEW', appInfo: { screenName: 'Start' } },
      page('/search?q=x', { page: { pagePath: '/search?q=x', hostname: 'app.example', searchKeyword: 'x' } }),
      { type: 'TRANSACTION', ...paid('T2', 10, 'JPY', 1300) },
      { type: 'ITEM', ...paid('T2', null) },
      { type: 'EXCEPTION' },
      { type: 'SOCIAL' },
      page('/back', {
        ...does('7'),
        ...paid('T1', null),
        refund: { refundAmount: 5_500_000, localRefundAmount: 5_500_000 },
      }),
      page('/home', { promotionActionInfo: { promoIsView: true } }),
      event('promo', 'banner', null, { promotionActionInfo: { promoIsClick: true } }),
      event('shop', 'remove', null, does('4')),
      event('shop', 'click', null, does('1')),
    ],
    more: { userId: 'cid' },
  }),
  // Two hits of one moment and name; they have numbers.
  uaSession({ user: 'b7', at: '2017-08-06T12:00:00', visit: 10, hits: [page('/a'), page('/a', { time: 0 })] }),
  // Within the horizon.
  uaSession({
    user: 'b2',
    at: '2017-08-09T10:00:00',
    visit: 11,
    hits: [page('/thanks?order=1'), event('form', 'submit', 'contact')],
  }),
  uaSession({
    user: 'b6',
    at: '2017-08-10T10:00:00',
    visit: 12,
    hits: [page('/paid', { ...does('6'), ...paid('T3', 60) })],
  }),
  uaSession({
    user: '0100000000000000001',
    at: '2017-08-10T11:00:00',
    visit: 13,
    hits: [page('/paid', { ...does('6'), ...paid('T4', 9.99), product: [product('S2', 9.99, 1)] })],
  }),
];
