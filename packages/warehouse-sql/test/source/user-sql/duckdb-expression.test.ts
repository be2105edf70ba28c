import type { DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expressionParts, namedIdentifiers, parseExpressionSql, refuseUnknownColumns } from '../../../src/index.js';
import { openDuckdb, singleValue } from '../../support/open-duckdb.js';

let duckdb: DuckDBConnection;
beforeAll(async () => {
  duckdb = await openDuckdb();
});
afterAll(() => duckdb.closeSync());

const partsOf = async (sql: string) => expressionParts(String(await singleValue(duckdb, parseExpressionSql(sql))));

describe('an expression over one event may run, and names its columns', () => {
  test.each([
    ['collected_traffic_source.manual_medium', ['collected_traffic_source']],
    ['"Odd Col" || platform', ['Odd Col', 'platform']],
    ["CASE WHEN event_name = 'x' THEN geo.country END", ['event_name', 'geo']],
    ['list_filter(event_params, lambda p: p.key = platform)[1].value.int_value', ['event_params', 'platform']],
    ['list_transform(items, lambda x, i: x.price * i)[1]', ['items']],
    ['[x.key for x in event_params if x.key is not null][1]', ['event_params']],
    ["1 + 1 -- 'and a comment", []],
    ["device['category']::VARCHAR", ['device']],
  ])('%s', async (sql, columns) => {
    expect(await partsOf(sql)).toEqual({ columns, fault: null });
  });
});

describe('anything else may not', () => {
  test.each([
    ["(SELECT content FROM read_text('/etc/passwd'))", 'has a query in it'],
    ["platform IN (SELECT filename FROM glob('/*'))", 'has a query in it'],
    ["EXISTS (FROM read_csv('http://example.com/x.csv'))", 'has a query in it'],
    ["list_transform([1], lambda x: (SELECT content FROM read_blob('/etc/passwd')))", 'has a query in it'],
    ["ARRAY(SELECT * FROM '/etc/passwd')", 'has a query in it'],
    ["1) FROM read_text('/etc/passwd') WHERE (true", 'is not one expression'],
    ['1), (2', 'is not one expression'],
    ['1) ORDER BY (1', 'is not one expression'],
    ['1) UNION SELECT (2', 'is not one expression'],
    ['COUNT(*) OVER ()', 'looks at other events (OVER)'],
    ['COLUMNS(*)', 'has a * in it'],
    ['$1', 'has a parameter ($1, ?) in it'],
    ['random() < 0.5', 'gives another result each time (random)'],
    ['current_timestamp', 'gives another result each time (current_timestamp)'],
    ['NOW()', 'gives another result each time (now)'],
  ])('%s', async (sql, fault) => {
    expect((await partsOf(sql)).fault).toBe(fault);
  });

  test.each(['', 'a b', '1); DROP TABLE x; SELECT (1', "'"])('%s cannot be parsed', async (sql) => {
    expect((await partsOf(sql)).fault).toMatch(/^cannot be parsed/);
  });
});

test('GoogleSQL names columns by identifiers that begin a path and are no function', () => {
  expect(
    namedIdentifiers(
      "IF(`geo`.country = 'it\\'s (device)', (SELECT p.value.string_value FROM UNNEST(event_params) AS p), LOWER (platform))",
    ),
  ).toEqual(expect.arrayContaining(['geo', 'event_params', 'platform']));
  expect(namedIdentifiers("geo.device || 'items'")).toEqual(['geo']);
});

test('an unknown column is refused, listing the known ones', () => {
  expect(() => refuseUnknownColumns('last_plan', ['Plan', 'Platform'], ['platform', 'geo'])).toThrow(
    expect.objectContaining({
      code: 'bad_feature',
      message: expect.stringContaining('"Plan"'),
      hint: 'There are geo, platform.',
    }),
  );
  expect(() => refuseUnknownColumns('last_plan', ['Platform'], ['platform'])).not.toThrow();
});
