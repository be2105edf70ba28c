import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  batchPlaceSql,
  type Dialect,
  eventContentSql,
  mergedEventsSql,
  type RawRelation,
  type TableField,
} from '../../../src/index.js';
import { BothEngines } from '../../support/both-engines.js';
import { ZetaSqlServer } from '../../support/zetasql/zetasql-server.js';

const columns = (type: string, ...names: string[]): TableField[] => names.map((name) => ({ name, type }));
const record = (name: string, fields: readonly TableField[]): TableField => ({
  name,
  type: 'RECORD',
  mode: 'REPEATED',
  fields,
});
const params = (value: readonly TableField[]) =>
  record('event_params', [...columns('STRING', 'key'), { name: 'value', type: 'RECORD', fields: value }]);
const TYPED: readonly TableField[] = [
  ...columns('STRING', 'id'),
  ...columns('INTEGER', 'batch_page_id', 'batch_ordering_id', 'batch_event_index'),
  params([
    ...columns('STRING', 'string_value'),
    ...columns('INTEGER', 'int_value'),
    ...columns('FLOAT', 'double_value'),
  ]),
  record('items', [...columns('STRING', 'item_id'), ...columns('FLOAT', 'price'), ...columns('INTEGER', 'quantity')]),
];
const asText = (fields: readonly TableField[]): TableField[] =>
  fields.map((field) => ({ ...field, ...(field.fields ? { fields: asText(field.fields) } : { type: 'STRING' }) }));

const p = (key: string, value: object) => ({ key, value });
const FULL = {
  event_params: [p('a', { int_value: 5 }), p('b', { string_value: 'x' }), p('c', { double_value: 12 })],
  items: [{ item_id: 'i', price: 2, quantity: 1 }],
};
const text = (row: object) =>
  JSON.parse(JSON.stringify(row), (_key, leaf) => (typeof leaf === 'number' ? String(leaf) : leaf)) as object;

const TYPED_ROWS = [
  { id: 'full', ...FULL },
  { id: 'shuffled', ...FULL, event_params: [...FULL.event_params].reverse() },
  { id: 'another value', ...FULL, event_params: [p('a', { int_value: 6 }), ...FULL.event_params.slice(1)] },
  { id: 'another key', ...FULL, event_params: [p('z', { int_value: 5 }), ...FULL.event_params.slice(1)] },
  { id: 'one more', ...FULL, event_params: [...FULL.event_params, p('d', { int_value: 1 })] },
  { id: 'twice', ...FULL, event_params: [...FULL.event_params, ...FULL.event_params] },
  { id: 'key and value run together', event_params: [p('ab', { string_value: 'c' })] },
  { id: 'key and value run together otherwise', event_params: [p('a', { string_value: 'bc' })] },
  { id: 'another item', ...FULL, items: [{ item_id: 'j', price: 2, quantity: 1 }] },
  { id: 'another price', ...FULL, items: [{ item_id: 'i', price: 3, quantity: 1 }] },
  { id: 'nothing', event_params: [], items: [] },
  { id: 'batch 1', ...FULL, batch_page_id: 1, batch_ordering_id: 1, batch_event_index: 1 },
  { id: 'batch 2', ...FULL, batch_page_id: 1, batch_ordering_id: 1, batch_event_index: 2 },
  { id: 'batch 3', ...FULL, batch_page_id: 1, batch_ordering_id: 11, batch_event_index: 2 },
  { id: 'batch 4', ...FULL, batch_event_index: 2 },
];
const TEXT_ROWS = [
  {
    id: 'full as text',
    ...text(FULL),
    event_params: [p('a', { int_value: '5' }), p('b', { string_value: 'x' }), p('c', { double_value: '12.0' })],
  },
  { id: 'nothing as text' },
  { id: 'batch 1 as text', ...text({ ...FULL, batch_page_id: 1, batch_ordering_id: 1, batch_event_index: 1 }) },
];

let server: ZetaSqlServer;
let engines: BothEngines;
let rows: ReadonlyMap<string, { place: unknown; content: unknown }>[];
const build = (dialect: Dialect, relations: readonly RawRelation[]) =>
  relations
    .map(
      ({ from, schema }) =>
        `SELECT id, ${batchPlaceSql(dialect, schema)} AS place, ${eventContentSql(dialect, schema)} AS content FROM ${from}`,
    )
    .join(' UNION ALL ');
beforeAll(async () => {
  server = await ZetaSqlServer.start();
  engines = await BothEngines.open(server, {
    days: [
      { suffix: '20250101', fields: TYPED, rows: TYPED_ROWS },
      { suffix: '20250102', fields: asText(TYPED), rows: TEXT_ROWS },
    ],
  });
  rows = (await Promise.all([engines.inDuckdb(build), engines.inZetaSql(build)])).map(
    (found) => new Map(found.map(({ id, place, content }) => [String(id), { place, content }])),
  );
});
afterAll(() => {
  engines?.close();
  server?.stop();
});

describe.each([0, 1])('on DuckDB (0) and BigQuery (1): %i', (engine) => {
  const content = (id: string) => rows[engine]!.get(id)!.content;
  const place = (id: string) => rows[engine]!.get(id)!.place;

  test('an event has the same content whatever the order and types of its parameters', () => {
    expect(content('shuffled')).toEqual(content('full'));
    expect(content('full as text')).toEqual(content('full'));
    expect(content('nothing as text')).toEqual(content('nothing'));
  });

  test('another parameter or item makes another event', () => {
    const others = [...rows[engine]!.keys()].filter((id) => !/shuffled|as text|batch/.test(id));
    expect(new Set(others.map(content)).size).toBe(others.length);
  });

  test('each number of a place in a batch distinguishes events', () => {
    const places = ['batch 1', 'batch 2', 'batch 3', 'batch 4'].map(place);
    expect(new Set(places).size).toBe(4);
    expect(places).not.toContain(null);
    expect(place('batch 1 as text')).toEqual(place('batch 1'));
    expect(place('full')).toBeNull();
  });
});

test('of the deliveries of one event, the greatest known values are kept', async () => {
  const deliveries = [
    "SELECT 'u' AS user_id, 1 AS event_micros, 'e' AS event_name, 7 AS identity, 'google' AS first_source, NULL AS country",
    "SELECT 'u', 1, 'e', 7, NULL, 'France'",
    "SELECT 'u', 1, 'e', 7, '(direct)', 'France'",
    "SELECT 'u', 1, 'e', 8, NULL, NULL",
    "SELECT 'v', 1, 'e', 7, NULL, 'Spain'",
  ].join(' UNION ALL ');
  const merged = await engines.sameRows((dialect) =>
    mergedEventsSql(dialect, deliveries, ['user_id', 'event_micros', 'event_name', 'first_source', 'country']),
  );
  expect(merged).toEqual([
    { user_id: 'u', event_micros: 1, event_name: 'e', first_source: 'google', country: 'France' },
    { user_id: 'u', event_micros: 1, event_name: 'e', first_source: null, country: null },
    { user_id: 'v', event_micros: 1, event_name: 'e', first_source: null, country: 'Spain' },
  ]);
});
