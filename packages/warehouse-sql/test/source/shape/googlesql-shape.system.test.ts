import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  bigqueryRowType,
  checkShape,
  commonTypes,
  conformedRows,
  DECLARED_COLUMNS,
  ga4EventsSql,
  googlesqlDialect,
  googlesqlShapeSql,
  READ_COLUMNS,
  rawSchemaOf,
  readableRows,
  refusedValueOf,
  relation,
  type TableField,
} from '../../../src/index.js';
import { ZetaSqlDatabase } from '../../support/zetasql/zetasql-database.js';
import { ZetaSqlServer } from '../../support/zetasql/zetasql-server.js';

let server: ZetaSqlServer;
beforeAll(async () => {
  server = await ZetaSqlServer.start();
});
afterAll(() => server?.stop());

const scalar = (type: string, ...names: string[]): TableField[] => names.map((name) => ({ name, type }));
const record = (name: string, fields: readonly TableField[], mode = 'NULLABLE'): TableField => ({
  name,
  type: 'RECORD',
  mode,
  fields,
});
const value = [
  ...scalar('STRING', 'string_value'),
  ...scalar('INTEGER', 'int_value'),
  ...scalar('FLOAT', 'double_value'),
];
const params = [...scalar('STRING', 'key'), record('value', value)];
const item = [
  ...scalar('STRING', 'item_id', 'item_name'),
  ...scalar('FLOAT', 'price'),
  ...scalar('INTEGER', 'quantity'),
];
const device = [...scalar('STRING', 'category', 'language'), record('web_info', scalar('STRING', 'browser'))];

const MICROS = 1_739_354_400_000_000;
const PARAMS = [
  { key: 'ga_session_id', value: { int_value: 1739354390 } },
  { key: 'session_engaged', value: { string_value: '1' } },
  { key: 'page_location', value: { string_value: 'https://shop.example/a "b"?q' } },
  { key: 'engagement_time_msec', value: { int_value: 1500 } },
  { key: 'value', value: { double_value: 12.5 } },
];
const ITEMS = [
  { item_id: 'i1', item_name: 'Tee', price: 10, quantity: 2 },
  { item_id: 'i2', price: 0.5, quantity: 1 },
];
const DEVICE = { category: 'mobile', language: 'de', web_info: { browser: 'Safari' } };

const GOOGLE = {
  event_params: record('event_params', params, 'REPEATED'),
  items: record('items', item, 'REPEATED'),
  device: record('device', device),
};
const one = ({
  value: { int_value, string_value, double_value },
}: {
  value: { int_value?: number; string_value?: string; double_value?: number };
}) => string_value ?? int_value ?? double_value;
const wrapped = (list: string, element: string, of: readonly object[]) => ({
  [list]: of.map((it) => ({ [element]: it })),
});
const wrapper = (name: string, list: string, element: string, fields: readonly TableField[]) =>
  record(name, [record(list, [record(element, fields)], 'REPEATED')]);
const json = (of: unknown) => JSON.stringify(of);

type Form = readonly [name: string, field: TableField, value: unknown];
const FORMS: readonly Form[] = [
  ['params as list<element>', wrapper('event_params', 'list', 'element', params), wrapped('list', 'element', PARAMS)],
  ['params as key_value', record('event_params', [record('key_value', params, 'REPEATED')]), { key_value: PARAMS }],
  ['params as JSON text', scalar('STRING', 'event_params')[0]!, json(PARAMS)],
  [
    'params as JSON text of list<element>',
    scalar('STRING', 'event_params')[0]!,
    json(wrapped('list', 'element', PARAMS)),
  ],
  [
    'params as JSON text of scalars',
    scalar('STRING', 'event_params')[0]!,
    json(PARAMS.map((it) => ({ key: it.key, value: one(it) }))),
  ],
  [
    'params with the value’s fields beside the key',
    record('event_params', [...scalar('STRING', 'key'), ...value], 'REPEATED'),
    PARAMS.map(({ key, value }) => ({ key, ...value })),
  ],
  [
    'params with one text each',
    record('event_params', scalar('STRING', 'key', 'value'), 'REPEATED'),
    PARAMS.map((it) => ({ key: it.key, value: String(one(it)) })),
  ],
  [
    'params with values as JSON text',
    record('event_params', scalar('STRING', 'key', 'value'), 'REPEATED'),
    PARAMS.map(({ key, value }) => ({ key, value: json(value) })),
  ],
  [
    'params as a record',
    record('event_params', [
      ...scalar('INTEGER', 'ga_session_id', 'engagement_time_msec'),
      ...scalar('STRING', 'session_engaged', 'page_location'),
      ...scalar('FLOAT', 'value'),
    ]),
    Object.fromEntries(PARAMS.map((it) => [it.key, one(it)])),
  ],
  ['items as list<element>', wrapper('items', 'list', 'element', item), wrapped('list', 'element', ITEMS)],
  ['items as JSON text', scalar('STRING', 'items')[0]!, json(ITEMS)],
  ['items as JSON text of list<element>', scalar('STRING', 'items')[0]!, json(wrapped('list', 'element', ITEMS))],
  ['device as JSON text', scalar('STRING', 'device')[0]!, json(DEVICE)],
];

async function read(field: TableField | null, stored: unknown): Promise<Record<string, unknown>[]> {
  const fields = [
    ...scalar('STRING', 'event_name', 'user_pseudo_id'),
    ...scalar('INTEGER', 'event_timestamp'),
    ...Object.values(GOOGLE).map((google) => (google.name === field?.name ? field! : google)),
  ];
  const event = { event_name: 'purchase', user_pseudo_id: 'A.1', event_params: PARAMS, items: ITEMS, device: DEVICE };
  const changed = field === null ? {} : { [field.name!]: stored };
  const rows = [
    { ...event, event_timestamp: MICROS, ...changed },
    { ...event, event_timestamp: MICROS + 1, ...changed, event_name: 'page_view' },
    {
      event_name: 'none',
      user_pseudo_id: 'A.1',
      event_timestamp: MICROS + 2,
      ...(field?.mode === 'REPEATED' ? { [field.name!]: [] } : {}),
    },
  ];
  return eventsOf(fields, rows);
}

/** The flat events of a table, by moment. */
async function eventsOf(
  fields: readonly TableField[],
  rows: readonly object[],
  parameters?: Readonly<Record<string, string>>,
): Promise<Record<string, unknown>[]> {
  const database = await ZetaSqlDatabase.open(server, [{ name: 'events', fields, rows }]);
  const row = bigqueryRowType(fields);
  const shape = checkShape(row, { reads: READ_COLUMNS, ...(parameters === undefined ? {} : { parameters }) });
  expect(shape.refusals).toEqual([]);
  const readable = readableRows(googlesqlShapeSql, { from: relation('`events`'), row }, shape);
  const events = ga4EventsSql({
    dialect: googlesqlDialect,
    relations: [{ from: readable.from, schema: rawSchemaOf(readable.row) }],
    timeZone: 'UTC',
    from: '2025-02-12',
    until: '2025-02-13',
    columns: [
      'event_micros',
      'session_id',
      'session_engaged',
      'page',
      'engagement_msec',
      'purchase_revenue',
      'item_id',
      'item_value',
      'device_category',
      'browser',
    ],
  });
  return database.rows(`SELECT * FROM (${events}) ORDER BY event_micros`);
}

test('rows in Google’s form hold the stored values', async () => {
  const events = await read(null, null);
  expect(events).toMatchObject([
    { session_id: '1739354390', session_engaged: 1, engagement_msec: 1500, purchase_revenue: 12.5, page: null },
    {
      item_id: 'i1',
      item_value: 20.5,
      browser: 'Safari',
      device_category: 'mobile',
      page: 'https://shop.example/a "b"',
    },
    { session_id: null, item_id: null, browser: null },
  ]);
});

test.each(FORMS)('the same events are read from %s', async (_name, field, stored) => {
  expect(await read(field, stored)).toEqual(await read(null, null));
});

test('parameters in columns of their own are read by the keys that the configuration gives', async () => {
  const event = { event_name: 'purchase', user_pseudo_id: 'A.1', event_timestamp: MICROS };
  const fields = [
    ...scalar('STRING', 'event_name', 'user_pseudo_id', 'page'),
    ...scalar('INTEGER', 'event_timestamp', 'session', 'msec'),
    ...scalar('FLOAT', 'amount'),
  ];
  const parameters = {
    ga_session_id: 'session',
    engagement_time_msec: 'msec',
    page_location: 'page',
    value: 'amount',
  };
  const rows = [
    { ...event, session: 1739354390, msec: 1500, page: 'https://shop.example/p', amount: 12.5 },
    { ...event, event_timestamp: MICROS + 1, event_name: 'page_view', session: 7, page: 'https://shop.example/p?q' },
  ];
  expect(await eventsOf(fields, rows, parameters)).toMatchObject([
    { session_id: '1739354390', engagement_msec: 1500, purchase_revenue: 12.5, page: null },
    { session_id: '7', engagement_msec: null, purchase_revenue: null, page: 'https://shop.example/p' },
  ]);
});

test('columns and fields that a day lacks are NULL on it', async () => {
  const source = (...names: string[]) => record('collected_traffic_source', scalar('STRING', ...names));
  const name = scalar('STRING', 'event_name');
  const days = [
    { fields: name, row: {} },
    { fields: [...name, source('manual_source')], row: { collected_traffic_source: { manual_source: 'google' } } },
    {
      fields: [...name, source('manual_source', 'manual_medium')],
      row: { collected_traffic_source: { manual_medium: 'cpc' } },
    },
    { fields: [...name, source('manual_source')], row: {} },
  ];
  const rows = days.map(({ fields }, day) => ({ from: relation(`\`day_${day}\``), row: bigqueryRowType(fields) }));
  const types = commonTypes(
    googlesqlDialect,
    ['collected_traffic_source'],
    rows.map(({ row }) => row),
    DECLARED_COLUMNS,
  );
  const selects = rows.map(
    (day, place) =>
      `SELECT ${place} AS place, collected_traffic_source.manual_source AS s, collected_traffic_source.manual_medium AS m FROM ${conformedRows(googlesqlDialect, day, types).from}`,
  );
  const tables = days.map(({ fields, row }, day) => ({ name: `day_${day}`, fields, rows: [row] }));
  const database = await ZetaSqlDatabase.open(server, tables);
  expect(await database.rows(`${selects.join(' UNION ALL ')} ORDER BY place`)).toEqual([
    { place: 0, s: null, m: null },
    { place: 1, s: 'google', m: null },
    { place: 2, s: null, m: 'cpc' },
    { place: 3, s: null, m: null },
  ]);
});

describe('a value that is not in the form of its column ends the statement', () => {
  test.each<readonly [string, string, unknown]>([
    ['event_params', 'STRING', `[{'key': 'ga_session_id'}]`],
    ['event_params', 'STRING', '5'],
    ['event_params', 'STRING', '[1]'],
    ['event_params', 'STRING', '[{"name": "x"}]'],
    ['event_params', 'STRING', '[{"key": "x", "value": {"stringValue": "x"}}]'],
    ['event_params', 'INTEGER', 7],
    ['items', 'STRING', '{"item_id": "x"}'],
    ['device', 'STRING', 'mobile'],
    ['device', 'INTEGER', 7],
  ])('%s %s %s', async (column, type, stored) => {
    const error = await read({ name: column, type }, stored).then(
      () => null,
      (cause: unknown) => refusedValueOf((cause as Error).message),
    );
    expect(error).toMatchObject({ code: 'unreadable_field', details: { field: column } });
  });
});
