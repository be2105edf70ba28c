import type { DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { duckdbDialect, googlesqlDialect, refusedValueOf, userIdSql } from '../../../src/index.js';
import { openDuckdb, singleValue } from '../../support/open-duckdb.js';
import { ZetaSqlDatabase } from '../../support/zetasql/zetasql-database.js';
import { ZetaSqlServer } from '../../support/zetasql/zetasql-server.js';

let duckdb: DuckDBConnection;
let server: ZetaSqlServer;
let zetasql: ZetaSqlDatabase;
beforeAll(async () => {
  duckdb = await openDuckdb();
  server = await ZetaSqlServer.start();
  zetasql = await ZetaSqlDatabase.open(server, []);
});
afterAll(() => {
  duckdb.closeSync();
  server?.stop();
});

const refused = (cause: Error) => refusedValueOf(cause.message);

async function inDuckdb(value: string): Promise<unknown> {
  const typeName = String(await singleValue(duckdb, `SELECT typeof(${value})`));
  const sql = `SELECT ${userIdSql(duckdbDialect, { field: 'user_pseudo_id', sql: 'u', typeName })} FROM (SELECT ${value} AS u)`;
  return singleValue(duckdb, sql).catch(refused);
}

async function inZetasql(value: string, typeName: string): Promise<unknown> {
  const sql = `SELECT ${userIdSql(googlesqlDialect, { field: 'user_pseudo_id', sql: 'u', typeName })} AS id FROM (SELECT ${value} AS u)`;
  return zetasql.rows(sql).then(([row]) => row!.id, refused);
}

describe('DuckDB reads an id exactly as given', () => {
  test.each([
    ["'1234567890.1617123456'", '1234567890.1617123456'],
    ["'00123'", '00123'],
    ["' a '", ' a '],
    ["'1e21'", '1e21'],
    ["''", null],
    ['NULL::DOUBLE', null],
    ['12345::INTEGER', '12345'],
    ['9223372036854775807::BIGINT', '9223372036854775807'],
    ['12345678901234567890123::HUGEINT', '12345678901234567890123'],
    ['1234567890.1617123456::DECIMAL(20,10)', '1234567890.1617123456'],
    ['12345::DOUBLE', '12345'],
    ['9007199254740991::DOUBLE', '9007199254740991'],
    ['12345::FLOAT', '12345'],
    ["'6f9619ff-8b86-d011-b42d-00cf4fc964ff'::UUID", '6f9619ff-8b86-d011-b42d-00cf4fc964ff'],
    [`'"00123"'::JSON`, '00123'],
    [`'"ä\\u0031"'::JSON`, 'ä1'],
    [`'12345'::JSON`, '12345'],
    [`'12345678901234567890123'::JSON`, '12345678901234567890123'],
    [`'12345.0'::JSON`, '12345'],
    [`'null'::JSON`, null],
    [`'""'::JSON`, null],
  ])('%s', async (value, id) => {
    expect(await inDuckdb(value)).toBe(id);
  });
});

describe('DuckDB refuses an id that its type has rounded, or that is not an id', () => {
  test.each([
    '1234567890.1617123::DOUBLE',
    '9007199254740992::DOUBLE',
    '1e21::DOUBLE',
    '16777216::FLOAT',
    "'NaN'::DOUBLE",
    'true',
    "DATE '2025-01-01'",
    `'1234567890.1617123456'::JSON`,
    `'1e21'::JSON`,
    `'{"id": 1}'::JSON`,
    `'true'::JSON`,
  ])('%s', async (value) => {
    expect(await inDuckdb(value)).toMatchObject({ code: 'unreadable_field', details: { field: 'user_pseudo_id' } });
  });
});

describe('BigQuery', () => {
  test.each([
    ["'00123'", 'STRING', '00123'],
    ['12345', 'INT64', '12345'],
    ["NUMERIC '1234567890.161712345'", 'NUMERIC', '1234567890.161712345'],
    ['12345e0', 'FLOAT64', '12345'],
    ['CAST(NULL AS FLOAT64)', 'FLOAT64', null],
  ])('reads %s', async (value, type, id) => {
    expect(await inZetasql(value, type)).toBe(id);
  });

  test.each([
    ['1234567890.1617123', 'FLOAT64'],
    ['9007199254740992e0', 'FLOAT64'],
    ['TRUE', 'BOOL'],
  ])('refuses %s', async (value, type) => {
    expect(await inZetasql(value, type)).toMatchObject({ code: 'unreadable_field' });
  });
});
