import type { TableField } from '../../src/index.js';

/** A day table of an export. */
export interface RawDay {
  readonly suffix: string;
  readonly fields: readonly TableField[];
  readonly rows: readonly object[];
}

/** The day on which New York's clocks go forward lies in the window. */
export const WINDOW = { timeZone: 'America/New_York', from: '2025-02-25', until: '2025-03-18' } as const;
export const SNAPSHOT = '2025-03-11';

const record = (name: string, fields: readonly TableField[], mode = 'NULLABLE'): TableField => ({
  name,
  type: 'RECORD',
  mode,
  fields,
});
const columns = (type: string, ...names: string[]): TableField[] => names.map((name) => ({ name, type }));
const params = (value: readonly TableField[]) =>
  record('event_params', [...columns('STRING', 'key'), record('value', value)], 'REPEATED');

/** As Google types an export, with the legacy names that the API answers with. */
const PROPER: readonly TableField[] = [
  ...columns('STRING', 'event_date', 'event_name', 'user_pseudo_id', 'platform'),
  ...columns('INTEGER', 'event_timestamp', 'user_first_touch_timestamp'),
  params([
    ...columns('STRING', 'string_value'),
    ...columns('INTEGER', 'int_value'),
    ...columns('FLOAT', 'float_value', 'double_value'),
  ]),
  record('device', [
    ...columns('STRING', 'category', 'mobile_brand_name', 'operating_system', 'language'),
    record('web_info', columns('STRING', 'browser')),
  ]),
  record('geo', columns('STRING', 'country', 'region')),
  record('traffic_source', columns('STRING', 'name', 'medium', 'source')),
  record('collected_traffic_source', columns('STRING', 'manual_source', 'manual_medium', 'gclid')),
  record('session_traffic_source_last_click', [
    record('manual_campaign', columns('STRING', 'source', 'medium')),
    record('cross_channel_campaign', columns('STRING', 'source', 'medium')),
    record('google_ads_campaign', columns('STRING', 'campaign_id')),
  ]),
  record(
    'user_properties',
    [
      ...columns('STRING', 'key'),
      record('value', [...columns('STRING', 'string_value'), ...columns('INTEGER', 'int_value')]),
    ],
    'REPEATED',
  ),
  record('ecommerce', [
    ...columns('FLOAT', 'purchase_revenue_in_usd', 'purchase_revenue', 'refund_value_in_usd'),
    ...columns('STRING', 'transaction_id'),
  ]),
  record(
    'items',
    [
      ...columns('STRING', 'item_id', 'item_name', 'item_category'),
      ...columns('FLOAT', 'price_in_usd', 'price'),
      ...columns('INTEGER', 'quantity'),
    ],
    'REPEATED',
  ),
];

/** As a re-imported export types fields that were always null, or whole, or fractions, on a day: anything goes. */
const INFERRED: readonly TableField[] = [
  ...columns('STRING', 'event_name', 'user_pseudo_id'),
  ...columns('FLOAT', 'event_timestamp', 'user_first_touch_timestamp'),
  params([...columns('STRING', 'string_value'), ...columns('FLOAT', 'int_value')]),
  record('device', [...columns('STRING', 'category'), ...columns('INTEGER', 'language')]),
  record('ecommerce', [...columns('INTEGER', 'purchase_revenue'), ...columns('FLOAT', 'transaction_id')]),
  record(
    'items',
    [...columns('FLOAT', 'item_id'), ...columns('INTEGER', 'price'), ...columns('FLOAT', 'quantity')],
    'REPEATED',
  ),
];

/** Every scalar as text, as a JSON file holds an export. */
const TEXT = asText(PROPER);

/** Nothing but what an event cannot do without; items and parameters were never filled. */
const BARE: readonly TableField[] = [
  ...columns('STRING', 'event_name', 'user_pseudo_id'),
  ...columns('INTEGER', 'event_timestamp', 'event_params', 'items'),
];

type Params = Readonly<Record<string, object>>;

/** An event at a moment of UTC. */
function event(moment: string, name: string, user: string | null, all: Params = {}, more: object = {}): object {
  return {
    event_timestamp: Date.parse(`${moment}Z`) * 1000 + 7,
    event_name: name,
    user_pseudo_id: user,
    event_params: Object.entries(all).map(([key, value]) => ({ key, value })),
    ...more,
  };
}

const text = (string_value: string) => ({ string_value });
const int = (int_value: number | string) => ({ int_value });
const double = (double_value: number) => ({ double_value });
const session = (id: number, more: Params = {}): Params => ({ ga_session_id: int(id), ...more });

const VISIT: readonly object[] = [
  event(
    '2025-03-08T10:00:00.000',
    'session_start',
    'u1',
    session(1, { session_engaged: text('1'), ga_session_number: int(3) }),
    {
      user_first_touch_timestamp: Date.parse('2025-01-05T00:00:00Z') * 1000,
      platform: 'WEB',
      device: {
        category: 'mobile',
        mobile_brand_name: 'Apple',
        operating_system: 'iOS',
        language: 'de-de',
        web_info: { browser: 'Safari' },
      },
      geo: { country: 'Türkiye', region: 'Côte d\'Or \\ "quoted"' },
      traffic_source: { name: '(not set)', medium: 'organic', source: 'google' },
      session_traffic_source_last_click: {
        manual_campaign: { source: '(not set)', medium: 'email' },
        cross_channel_campaign: { source: 'news letter', medium: null },
      },
      collected_traffic_source: { manual_source: 'other', manual_medium: 'other' },
      user_properties: [
        { key: 'plan', value: { string_value: 'gold' } },
        { key: 'plan', value: { string_value: 'silver' } },
        { key: 'tier', value: { int_value: 3 } },
      ],
    },
  ),
  event(
    '2025-03-08T10:00:05.000',
    'page_view',
    'u1',
    session(1, {
      session_engaged: int(1),
      page_location: text('https://shop.example/ä/💙?gclid=1#top'),
      engagement_time_msec: int(1500),
      gclid: {},
      page_referrer: { string_value: null },
      content_group: text('Bücher'),
      medium: text('(not set)'),
    }),
    {
      user_properties: [{ key: 'plan', value: { string_value: 'bronze' } }],
      geo: null,
      device: { category: '', web_info: null },
    },
  ),
  event(
    '2025-03-08T10:00:06.000',
    'view_item',
    'u1',
    session(1, { value: double(12.5), engagement_time_msec: double(2.5), session_engaged: text('true') }),
    {
      items: [
        { item_id: '(not set)', item_name: 'Tee', item_category: 'Äpparel', price: 10.005, quantity: 2 },
        { item_id: 'x', price: null, quantity: null },
        { item_id: 'y', price: 0.1, price_in_usd: 0.2, quantity: null },
      ],
    },
  ),
  event(
    '2025-03-08T10:00:07.000',
    'add_to_cart',
    'u1',
    session(1, { value: int(12), engagement_time_msec: text('3.5') }),
    {
      collected_traffic_source: { gclid: 'g', manual_source: 'elsewhere' },
      items: [{ item_id: 'x', item_category: '(not set)', price: null, quantity: 3 }],
    },
  ),
  event(
    '2025-03-08T10:01:00.000',
    'purchase',
    'u1',
    session(1, { transaction_id: text('T-1'), value: double(19.99) }),
    {
      ecommerce: { transaction_id: '(not set)', purchase_revenue: null },
      items: [],
    },
  ),
  event(
    '2025-03-08T10:01:01.000',
    'purchase',
    'u1',
    session(1, { transaction_id: text('T-1'), value: double(19.99) }),
    { items: null },
  ),
];

const TRAPS: readonly object[] = [
  // Around the hour that there is not.
  event(
    '2025-03-09T06:59:59.000',
    'page_view',
    'u2',
    session(2, {
      page_location: text(`https://shop.example:8080/${'ü💙'.repeat(80)}`),
      source: text("o'clock"),
      medium: text('referral'),
    }),
    { session_traffic_source_last_click: { google_ads_campaign: { campaign_id: '7' } } },
  ),
  event('2025-03-09T07:00:00.000', 'page_view', 'u2', session(2)),
  event('2025-03-09T04:59:59.000', 'scroll', 'u2', session(2)),
  event('2025-03-10T03:59:59.000', 'scroll', 'u2', session(3)),
  event('2025-03-10T04:00:00.000', 'scroll', 'u2', session(3)),
  // No session, no user, a user without text.
  event('2025-03-09T12:00:00.000', 'view_search_results', 'u3', { search_term: text('o\'clock \\ 50%\n"') }),
  event('2025-03-09T12:00:01.000', 'page_view', null, session(4)),
  event('2025-03-09T12:00:02.000', 'page_view', '', session(4)),
  // Numbers as text, halves, the absurd.
  event('2025-03-09T13:00:00.000', 'view_item', 'u3', {
    value: text('1e3'),
    engagement_time_msec: text(' 12 '),
    ga_session_id: text('5'),
  }),
  event('2025-03-09T13:00:01.000', 'view_item', 'u3', {
    value: text('NaN'),
    engagement_time_msec: double(0.5),
    ga_session_id: double(5),
  }),
  event('2025-03-09T13:00:02.000', 'view_item', 'u3', {
    value: text('-Infinity'),
    engagement_time_msec: text('one'),
    ga_session_id: double(5.25),
  }),
  event(
    '2025-03-09T13:00:03.000',
    'view_item',
    'u3',
    { value: text('1e400'), engagement_time_msec: double(1.5) },
    {
      items: [
        { item_id: 'z', price: 1e300, quantity: 2 },
        { item_id: 'z', price: 5, quantity: 1 },
      ],
    },
  ),
  event(
    '2025-03-09T13:00:04.000',
    'view_item',
    'u3',
    { value: double(8e12) },
    { items: [{ item_id: 'big', price: 8e12, quantity: 1 }] },
  ),
  event(
    '2025-03-09T13:00:05.000',
    'view_item',
    'u3',
    { value: double(8e12) },
    { items: [{ item_id: 'big', price: 8e12, quantity: 1 }] },
  ),
  event('2025-03-09T13:00:06.000', 'page_view', 'u3', { engagement_time_msec: int('9000000000000000000') }),
  event('2025-03-09T13:00:07.000', 'page_view', 'u3', { engagement_time_msec: int('9000000000000000000') }),
  // A key that comes twice: the first one counts.
  {
    ...event('2025-03-09T14:00:00.000', 'page_view', 'u3'),
    event_params: [
      { key: 'page_location', value: { string_value: 'https://shop.example/first#a?b' } },
      { key: 'page_location', value: { string_value: 'https://shop.example/second' } },
    ],
  },
  // Orders without a usable id, at one moment and at two.
  event(
    '2025-03-09T15:00:00.000',
    'purchase',
    'u4',
    { transaction_id: text('') },
    { ecommerce: { purchase_revenue: 5, purchase_revenue_in_usd: 5.5 } },
  ),
  event(
    '2025-03-09T15:00:01.000',
    'purchase',
    'u4',
    { transaction_id: int('9007199254740993') },
    { ecommerce: { purchase_revenue: 7 } },
  ),
  event(
    '2025-03-09T15:00:02.000',
    'purchase',
    'u4',
    {},
    { ecommerce: { transaction_id: '(not set)', purchase_revenue: 0.1 } },
  ),
  // Part of an order, given back in another currency than it was paid in.
  event(
    '2025-03-09T16:00:00.000',
    'refund',
    'u4',
    { transaction_id: int('9007199254740993'), value: text('1.234,50'), currency: text('huf') },
    { ecommerce: { refund_value_in_usd: 3.4 } },
  ),
  // Before, at and after S, which is midnight in New York.
  event('2025-03-11T03:59:59.999', 'page_view', 'u5', session(9)),
  event('2025-03-11T04:00:00.000', 'purchase', 'u5', session(9)),
  event('2025-03-12T00:00:00.000', 'purchase', 'u1', session(10)),
  event('2025-03-17T03:00:00.000', 'purchase', "new 'user' ü", session(11)),
  // Outside of the window.
  event('2025-02-25T04:59:59.999', 'page_view', 'u1'),
  event('2025-03-18T04:00:00.000', 'purchase', 'u1'),
];

/** Four days of four shapes. Rows are delivered again, within a day and on another day as text. */
export const AWKWARD_EXPORT: readonly RawDay[] = [
  { suffix: '20250308', fields: PROPER, rows: [...VISIT, ...VISIT.slice(0, 2)] },
  {
    suffix: '20250309',
    fields: INFERRED,
    rows: [
      event(
        '2025-03-02T08:00:00.000',
        'view_item',
        'u1',
        { ga_session_id: int(1741), engagement_time_msec: int(2.5), value: int(0.25) },
        {
          device: { category: 'desktop', language: 7 },
          items: [{ item_id: 12, price: 3, quantity: 1.5 }],
        },
      ),
      event(
        '2025-03-02T08:00:01.000',
        'purchase',
        'u6',
        { ga_session_id: int(1741.5), transaction_id: int(5.123456789) },
        {
          user_first_touch_timestamp: 1740000000000000.5,
          ecommerce: { purchase_revenue: 12, transaction_id: 77 },
          items: [{ item_id: 12.75, price: null, quantity: null }],
        },
      ),
      event(
        '2025-03-02T08:00:02.000',
        'purchase',
        'u6',
        {},
        { ecommerce: { purchase_revenue: 3, transaction_id: 1234.5678915 } },
      ),
    ],
  },
  { suffix: '20250310', fields: BARE, rows: [event('2025-03-05T23:00:00.000', 'page_view', 'u7')].map(withoutParams) },
  { suffix: '20250311', fields: TEXT, rows: VISIT.slice(2).map((row) => textOf(row)) },
  { suffix: '20250312', fields: PROPER, rows: TRAPS },
  { suffix: '20250313', fields: TEXT, rows: [...TRAPS.slice(8), ...VISIT].map((row) => shifted(textOf(row))) },
];

function withoutParams(row: object): object {
  return { ...row, event_params: null };
}

/** The same for a user of its own, so that it is no re-delivery. */
function shifted(row: object): object {
  const { user_pseudo_id: user } = row as { user_pseudo_id: string | null };
  return { ...row, user_pseudo_id: user === null || user === '' ? user : `${user} as text` };
}

function asText(fields: readonly TableField[]): TableField[] {
  return fields.map((field) => ({
    ...field,
    ...(field.fields === undefined ? { type: 'STRING' } : { fields: asText(field.fields) }),
  }));
}

function textOf(value: object): object {
  return JSON.parse(JSON.stringify(value), (_key, leaf) => (typeof leaf === 'number' ? String(leaf) : leaf)) as object;
}
