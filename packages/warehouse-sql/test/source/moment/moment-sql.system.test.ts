import type { DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  duckdbDialect,
  eventDateSql,
  googlesqlDialect,
  momentKind,
  momentSql,
  momentUnitOf,
  refusedValueOf,
} from '../../../src/index.js';
import { openDuckdb, singleValue } from '../../support/open-duckdb.js';
import { ZetaSqlDatabase } from '../../support/zetasql/zetasql-database.js';
import { ZetaSqlServer } from '../../support/zetasql/zetasql-server.js';

/** 2025-02-01 10:00:00.123456 UTC. */
const MICROS = 1_738_404_000_123_456n;
let duckdb: DuckDBConnection;
let server: ZetaSqlServer;
let zetasql: ZetaSqlDatabase;
beforeAll(async () => {
  duckdb = await openDuckdb();
  await duckdb.run("SET TimeZone = 'America/New_York'");
  server = await ZetaSqlServer.start();
  zetasql = await ZetaSqlDatabase.open(server, []);
});
afterAll(() => {
  duckdb.closeSync();
  server?.stop();
});

async function inDuckdb(value: string, more = {}): Promise<unknown> {
  const typeName = String(await singleValue(duckdb, `SELECT typeof(${value})`));
  return singleValue(
    duckdb,
    `SELECT ${momentSql(duckdbDialect, { field: 'event_timestamp', sql: 't', typeName, ...more })} FROM (SELECT ${value} AS t)`,
  );
}

async function inZetasql(value: string, typeName: string, more = {}): Promise<unknown> {
  const [row] = await zetasql.rows(
    `SELECT ${momentSql(googlesqlDialect, { field: 'event_timestamp', sql: 't', typeName, ...more })} AS m FROM (SELECT ${value} AS t)`,
  );
  return row!.m;
}

describe('DuckDB reads, to the microsecond,', () => {
  test.each([
    ['1738404000123456::BIGINT', MICROS],
    ['1738404000123456::UBIGINT', MICROS],
    ['1738404000123456::HUGEINT', MICROS],
    ['1738404000123456::DECIMAL(18,0)', MICROS],
    ['1738404000123456::DOUBLE', MICROS],
    ['1738404000123::BIGINT', (MICROS / 1000n) * 1000n],
    ['1738404000::INTEGER', (MICROS / 1_000_000n) * 1_000_000n],
    ['1738404000123456789::BIGINT', MICROS],
    ['1738404000.123456::DOUBLE', MICROS],
    ['1738404000123.456::DOUBLE', MICROS],
    ['1738404000.123456::DECIMAL(20,6)', MICROS],
    ["'1738404000123456'", MICROS],
    ["'1738404000123'", (MICROS / 1000n) * 1000n],
    ["'1738404000.123456'", MICROS],
    ["'1.738404000123456E15'", MICROS],
    ["TIMESTAMP '2025-02-01 10:00:00.123456'", MICROS],
    ["'2025-02-01 10:00:00.123'::TIMESTAMP_MS", (MICROS / 1000n) * 1000n],
    ["'2025-02-01 10:00:00'::TIMESTAMP_S", (MICROS / 1_000_000n) * 1_000_000n],
    ["'2025-02-01 10:00:00.123456789'::TIMESTAMP_NS", MICROS],
    ["'2025-02-01 11:00:00.123456+01'::TIMESTAMPTZ", MICROS],
    ["'2025-02-01T10:00:00.123456Z'", MICROS],
    ["'2025-02-01 10:00:00.123456 UTC'", MICROS],
    ["'2025-02-01T15:30:00.123456+05:30'", MICROS],
    ["'2025-02-01T05:00:00.123456-0500'", MICROS],
    ["'2025-02-01 10:00:00+00'", (MICROS / 1_000_000n) * 1_000_000n],
    ["''", null],
    ['NULL::BIGINT', null],
    ['NULL::TIMESTAMP', null],
  ])('%s', async (value, micros) => {
    expect(await inDuckdb(value)).toBe(micros);
  });

  test.each([
    ['1738404000123456::BIGINT', 'microseconds', MICROS],
    ['1738404000::INTEGER', 'seconds', (MICROS / 1_000_000n) * 1_000_000n],
    ['1738404000123::DOUBLE', 'milliseconds', (MICROS / 1000n) * 1000n],
    ['1738404000123456789::BIGINT', 'nanoseconds', MICROS],
  ] as const)('%s, known to be %s', async (value, unit, micros) => {
    expect(await inDuckdb(value, { unit })).toBe(micros);
  });
});

describe('BigQuery reads, to the microsecond,', () => {
  test.each([
    ['1738404000123456', 'INT64', MICROS],
    ['1738404000123', 'INT64', (MICROS / 1000n) * 1000n],
    ['1738404000', 'INT64', (MICROS / 1_000_000n) * 1_000_000n],
    ['1738404000.123456', 'FLOAT64', MICROS],
    ["NUMERIC '1738404000.123456'", 'NUMERIC', MICROS],
    ["'1738404000123456'", 'STRING', MICROS],
    ["'1738404000.123456'", 'STRING', MICROS],
    ["TIMESTAMP '2025-02-01 11:00:00.123456+01'", 'TIMESTAMP', MICROS],
    ["'2025-02-01 10:00:00.123456 UTC'", 'STRING', MICROS],
    ["'2025-02-01T15:30:00.123456+05:30'", 'STRING', MICROS],
    ['CAST(NULL AS INT64)', 'INT64', null],
  ] as const)('%s', async (value, type, micros) => {
    const read = await inZetasql(value, type);
    expect(read === null ? null : BigInt(read as string)).toBe(micros);
  });
});

describe('a value that is not one clear moment ends the statement', () => {
  test.each([
    '0::BIGINT',
    '-1::BIGINT',
    '20250201::INTEGER',
    '99::DOUBLE',
    "'2025-02-01T10:00:00'",
    "'2025-02-01'",
    "'10:00'",
    "'yesterday'",
    "'2025-13-45T10:00:00Z'",
    "'2025-02-01 10:00 UTC'",
    "'20250201'",
    "'2025-02-01 10:00:00 PST'",
  ])('%s on DuckDB', async (value) => {
    const error = await inDuckdb(value).then(
      (read) => read,
      (cause: Error) => refusedValueOf(cause.message),
    );
    expect(error).toMatchObject({ code: 'unreadable_field', details: { field: 'event_timestamp' } });
    expect(await inDuckdb(value, { lenient: true })).toBeNull();
  });
  test.each([
    ['0', 'INT64'],
    ['20250201', 'INT64'],
    ["'2025-02-01T10:00:00'", 'STRING'],
  ])('%s on BigQuery', async (value, type) => {
    const error = await inZetasql(value, type).then(
      (read) => read,
      (cause: Error) => refusedValueOf(cause.message),
    );
    expect(error).toMatchObject({ code: 'unreadable_field', details: { field: 'event_timestamp' } });
  });
});

test.each(['DATE', 'FLOAT', 'BOOLEAN', 'TIME', 'INTERVAL', 'DATETIME', 'BLOB'])('%s is no moment', (typeName) => {
  expect(momentKind(typeName)).toBeNull();
  expect(() => momentSql(duckdbDialect, { field: 'event_timestamp', sql: 't', typeName })).toThrow(
    expect.objectContaining({ code: 'unreadable_field' }),
  );
});

test.each([
  [1_738_404_000_123_456n, 1_738_404_100_123_456n, 'microseconds'],
  [1_738_404_000, 1_738_404_100, 'seconds'],
  [1_738_404_000_123, 1_738_404_000_123, 'milliseconds'],
  [0, 1_738_404_100_123_456, null],
  [1_738_404_000_123, 1_738_404_100_123_456, null],
  [-5, -1, null],
] as const)('numbers from %s to %s count %s', (least, greatest, unit) => {
  expect(momentUnitOf(least, greatest)).toBe(unit);
});

test.each([
  ["'20250201'", '20250201'],
  ["'2025-02-01'", '20250201'],
  ["DATE '2025-02-01'", '20250201'],
  ['20250201', '20250201'],
  ['20250201::DOUBLE', '20250201'],
  ["'1 February'", null],
])('the day of %s', async (value, day) => {
  const typeName = String(await singleValue(duckdb, `SELECT typeof(${value})`));
  expect(
    await singleValue(duckdb, `SELECT ${eventDateSql(duckdbDialect, 'd', typeName)} FROM (SELECT ${value} AS d)`),
  ).toBe(day);
});
