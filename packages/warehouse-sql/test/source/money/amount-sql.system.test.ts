import type { DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { amountSql, duckdbDialect, googlesqlDialect, moneySql } from '../../../src/index.js';
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

describe('an amount written as text', () => {
  test.each([
    ['12.5', 12.5],
    ['12,50', 12.5],
    ['12,5', 12.5],
    ['0,99', 0.99],
    ['-3,20', -3.2],
    ['1.234,50', 1234.5],
    ['1,234.50', 1234.5],
    ['1 234,50', 1234.5],
    ['1.234.567', 1234567],
    ['1,234,567.89', 1234567.89],
    ['€12,50', 12.5],
    ['12.50 EUR', 12.5],
    ['US$ 1,234.50', 1234.5],
    ['1e3', 1000],
    [' 7 ', 7],
    ['1,234', null],
    ['12,50,1', null],
    ['twelve', null],
    ['', null],
  ])('"%s" is %s', async (text, amount) => {
    expect(
      await singleValue(
        duckdb,
        `SELECT ${amountSql(duckdbDialect, 't')} FROM (SELECT ${duckdbDialect.string(text)} AS t)`,
      ),
    ).toBe(amount);
    const [row] = await zetasql.rows(
      `SELECT ${amountSql(googlesqlDialect, 't')} AS a FROM (SELECT ${googlesqlDialect.string(text)} AS t)`,
    );
    expect(row!.a).toBe(amount);
  });
});

describe('amounts of one currency', () => {
  const amount = (of: string | null, inUsd: number | null, local: number | null, currency: string | null) =>
    singleValue(
      duckdb,
      `SELECT ${moneySql(duckdbDialect, { inUsd: `${inUsd}::DOUBLE`, local: `${local}::DOUBLE`, currency: currency === null ? 'NULL' : duckdbDialect.string(currency) }, of)}`,
    );

  test.each([
    [null, 100, 90, 'EUR', 100],
    [null, null, 15000, 'JPY', null],
    [null, null, 12, 'usd', 12],
    [null, null, 12, null, 12],
    [null, null, 12, '', 12],
    ['EUR', 100, 90, 'EUR', 90],
    ['EUR', 100, 100, 'USD', null],
    ['EUR', 100, 90, null, 90],
    ['USD', 100, 90, 'EUR', 100],
  ] as const)('in %s: %s USD, %s %s is %s', async (of, inUsd, local, currency, expected) => {
    expect(await amount(of, inUsd, local, currency)).toBe(expected);
  });
});
