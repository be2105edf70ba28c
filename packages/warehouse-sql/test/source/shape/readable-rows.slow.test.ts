import type { DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  checkShape,
  duckdbDialect,
  duckdbRowType,
  duckdbShapeSql,
  ga4EventsSql,
  queryRelation,
  READ_COLUMNS,
  rawSchemaOf,
  readableRows,
  refusedValueOf,
} from '../../../src/index.js';
import { openDuckdb, rowsOf } from '../../support/open-duckdb.js';
import { ITEMS_FORMS, PARAMS_FORMS, RECORD_FORMS } from '../../support/stored-forms.js';

const DAY = 1_739_354_400_000_000n;
let duckdb: DuckDBConnection;
let plain: Record<string, unknown>[];

beforeAll(async () => {
  duckdb = await openDuckdb();
  const param = (key: string, field: string, value: string) =>
    `{"key": '${key}', "value": {string_value: ${field === 's' ? value : 'NULL'}, int_value: ${field === 'i' ? value : 'NULL'}, double_value: ${field === 'd' ? value : 'NULL'}}}`;
  const session = [
    param('ga_session_id', 'i', '1739354390'),
    param('ga_session_number', 'i', '3'),
    param('session_engaged', 's', "'1'"),
  ];
  const events = [
    [
      'page_view',
      [
        ...session,
        param('page_location', 's', `'https://shop.example/a "b"?q#t'`),
        param('engagement_time_msec', 'i', '1500'),
      ],
    ],
    ['purchase', [...session, param('value', 'd', '12.5'), param('transaction_id', 's', `'T''1'`)]],
    ['scroll', [param('ga_session_id', 'i', '1739354390')]],
  ] as const;
  await duckdb.run(
    `CREATE TABLE events AS SELECT 'A.1' AS user_pseudo_id, e.*, ${DAY - 10n ** 12n} AS user_first_touch_timestamp FROM (${events
      .map(
        ([name, params], index) =>
          `SELECT ${DAY + BigInt(index)} AS event_timestamp, '${name}' AS event_name, [${params.join(', ')}]::${PARAMS_TYPE} AS event_params, ${ROW}`,
      )
      .join(' UNION ALL ')}) AS e`,
  );
  await duckdb.run(
    `INSERT INTO events BY NAME SELECT 'A.1' AS user_pseudo_id, ${DAY + 9n} AS event_timestamp, 'none' AS event_name, NULL::${PARAMS_TYPE} AS event_params`,
  );
  await duckdb.run(
    `INSERT INTO events BY NAME SELECT 'A.1' AS user_pseudo_id, ${DAY + 10n} AS event_timestamp, 'empty' AS event_name, []::${PARAMS_TYPE} AS event_params, [] AS items`,
  );
  plain = await read('SELECT * FROM events');
});
afterAll(() => duckdb.closeSync());

const PARAMS_TYPE =
  'STRUCT("key" VARCHAR, "value" STRUCT(string_value VARCHAR, int_value BIGINT, double_value DOUBLE))[]';
const ROW = `{category: 'mobile', operating_system: 'iOS', "language": 'de', web_info: {browser: 'Safari'}} AS device,
  {country: 'Türkiye', region: 'Côte d''Or "x"'} AS geo, {"source": 'google', medium: 'cpc', "name": NULL} AS traffic_source,
  {purchase_revenue: 12.5::DOUBLE, transaction_id: 'T''1'} AS ecommerce,
  [{item_id: 'i1', item_name: 'Tee', price: 10.0::DOUBLE, quantity: 2}, {item_id: 'i2', item_name: NULL, price: NULL, quantity: 1}] AS items`;

/** The flat events of rows in any form. */
async function read(select: string): Promise<Record<string, unknown>[]> {
  const from = queryRelation(select);
  const described = await rowsOf(duckdb, `SELECT column_name, column_type FROM (DESCRIBE ${select})`);
  const row = duckdbRowType(described.map((it) => ({ name: String(it.column_name), type: String(it.column_type) })));
  const shape = checkShape(row, { reads: READ_COLUMNS });
  expect(shape.refusals).toEqual([]);
  const rows = readableRows(duckdbShapeSql, { from, row }, shape);
  const events = ga4EventsSql({
    dialect: duckdbDialect,
    relations: [{ from: rows.from, schema: rawSchemaOf(rows.row) }],
    timeZone: 'UTC',
    from: '2025-02-12',
    until: '2025-02-13',
  });
  return rowsOf(duckdb, `SELECT * FROM (${events}) ORDER BY event_micros`);
}

const replaced = (column: string, sql: string) => `SELECT * EXCLUDE (${column}), ${sql} AS ${column} FROM events`;

test('the rows in Google’s form hold the stored values', () => {
  expect(plain).toHaveLength(5);
  expect(plain[0]).toMatchObject({
    session_id: '1739354390',
    session_number: '3',
    session_engaged: 1,
    engagement_msec: '1500',
    page: 'https://shop.example/a "b"',
    browser: 'Safari',
    item_id: 'i1',
    item_value: 20,
  });
  expect(plain[1]).toMatchObject({ purchase_revenue: 12.5, transaction_id: "T'1" });
  expect(plain[4]).toMatchObject({ session_id: null, item_id: null });
});

describe('the same events are read from parameters as', () => {
  test.each(Object.entries(PARAMS_FORMS))('%s', async (_name, sql) => {
    expect(await read(replaced('event_params', sql))).toEqual(plain);
  });
});

describe('the same events are read from items as', () => {
  test.each(Object.entries(ITEMS_FORMS))('%s', async (_name, sql) => {
    expect(await read(replaced('items', sql))).toEqual(plain);
  });
});

describe.each(['device', 'geo', 'traffic_source', 'ecommerce'])('the same events are read from %s as', (column) => {
  test.each(Object.entries(RECORD_FORMS(column)))('%s', async (_name, sql) => {
    expect(await read(replaced(column, sql))).toEqual(plain);
  });
});

test('a map of texts is read as the record', async () => {
  expect(
    await read(
      replaced('geo', `CASE WHEN geo IS NOT NULL THEN MAP {'country': geo.country, 'region': geo.region} END`),
    ),
  ).toEqual(plain);
});

describe('columns that were never filled are read as empty, whatever type they were stored as', () => {
  test.each([
    'NULL::INTEGER',
    'NULL::BIGINT',
    'NULL::VARCHAR',
    "''",
    "'null'",
    'NULL::DOUBLE[]',
    'NULL::BOOLEAN',
    '[]::INTEGER[]',
  ])('%s', async (sql) => {
    const expected = plain.map((row) => ({
      ...row,
      item_id: null,
      item_value: null,
      item_category: null,
      item_price: null,
    }));
    expect(await read(replaced('items', sql))).toEqual(expected);
  });
});

describe('a value that is not in the form of its column ends the statement', () => {
  test.each([
    [
      'event_params',
      `'[{''key'': ''ga_session_id'', ''value'': {''int_value'': 1}}]'`,
      'JSON text of a list of parameters',
    ],
    ['event_params', `'5'`, 'JSON text of a list of parameters'],
    ['event_params', `'[1, 2]'`, 'JSON text of a list of parameters'],
    ['event_params', `'[{"name": "ga_session_id"}, {}]'`, 'JSON text of a list of parameters'],
    [
      'event_params',
      `'[{"key": "ga_session_id", "value": {"stringValue": "x"}}]'`,
      'JSON text of a list of parameters',
    ],
    ['event_params', '7', 'a list of records'],
    ['event_params', "['a', 'b']", 'a list of records'],
    ['items', `'{"item_id": "x"}'`, 'JSON text of a list of records'],
    ['items', '7', 'a list of records'],
    ['device', `'mobile'`, 'a record as JSON text'],
    ['device', `'["mobile"]'`, 'a record as JSON text'],
    ['geo', '7', 'a record'],
    ['event_name', '7', 'text'],
  ])('%s = %s', async (column, sql, expected) => {
    const error = await read(replaced(column, sql)).then(
      () => null,
      (cause: unknown) => refusedValueOf((cause as Error).message),
    );
    expect(error).toMatchObject({ code: 'unreadable_field', details: { field: column, expected } });
  });
});

test('parameters in columns of their own are read where the configuration names them', async () => {
  const of = (key: string, field: string) => `list_filter(event_params, lambda p: p.key = '${key}')[1].value.${field}`;
  const select = `SELECT * EXCLUDE (event_params), ${of('ga_session_id', 'int_value')} AS session, ${of('page_location', 'string_value')} AS "page address" FROM events`;
  const described = await rowsOf(duckdb, `SELECT column_name, column_type FROM (DESCRIBE ${select})`);
  const row = duckdbRowType(described.map((it) => ({ name: String(it.column_name), type: String(it.column_type) })));
  const shape = checkShape(row, {
    reads: READ_COLUMNS,
    parameters: { ga_session_id: 'session', page_location: 'page address' },
  });
  expect(shape.refusals).toEqual([]);
  const rows = readableRows(duckdbShapeSql, { from: queryRelation(select), row }, shape);
  const events = ga4EventsSql({
    dialect: duckdbDialect,
    relations: [{ from: rows.from, schema: rawSchemaOf(rows.row) }],
    timeZone: 'UTC',
    from: '2025-02-12',
    until: '2025-02-13',
    columns: ['event_micros', 'session_id', 'page'],
  });
  expect(await rowsOf(duckdb, `SELECT session_id, page FROM (${events}) ORDER BY event_micros`)).toEqual(
    plain.map(({ session_id, page }) => ({ session_id, page })),
  );
});
