import type { DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  commonTypes,
  conformedRows,
  DECLARED_COLUMNS,
  duckdbDialect,
  duckdbRowType,
  queryRelation,
  type RawRows,
} from '../../../src/index.js';
import { openDuckdb, rowsOf } from '../../support/open-duckdb.js';

let duckdb: DuckDBConnection;
beforeAll(async () => {
  duckdb = await openDuckdb();
});
afterAll(() => duckdb.closeSync());

async function rawRows(select: string): Promise<RawRows> {
  const described = await rowsOf(duckdb, `SELECT column_name, column_type FROM (DESCRIBE ${select})`);
  return {
    from: queryRelation(select),
    row: duckdbRowType(described.map((it) => ({ name: String(it.column_name), type: String(it.column_type) }))),
  };
}

/** An expression over days of any shape. */
async function values(expression: string, columns: readonly string[], days: readonly string[]): Promise<unknown[]> {
  const rows = await Promise.all(days.map(rawRows));
  const types = commonTypes(
    duckdbDialect,
    columns,
    rows.map(({ row }) => row),
    DECLARED_COLUMNS,
  );
  const selects = rows.map(
    (day) => `SELECT ${expression} AS v FROM ${conformedRows(duckdbDialect, day, types).from} AS r`,
  );
  return (await rowsOf(duckdb, selects.join(' UNION ALL '))).map(({ v }) => v);
}

test('a column of Google’s is NULL on days that lack it', async () => {
  const later = "SELECT 2 AS x, {'manual_source': 'google', 'manual_medium': 'cpc'} AS collected_traffic_source";
  expect(
    await values('collected_traffic_source.manual_medium', ['collected_traffic_source'], ['SELECT 1 AS x', later]),
  ).toEqual([null, 'cpc']);
  expect(
    await values('collected_traffic_source.manual_medium', ['collected_traffic_source'], ['SELECT 1 AS x']),
  ).toEqual([null]);
  expect(
    await values('is_active_user', ['is_active_user'], ['SELECT 1 AS x', 'SELECT true AS is_active_user']),
  ).toEqual([null, true]);
});

test('a field of a record is NULL on days that lack it, also where the record is NULL', async () => {
  const column = 'session_traffic_source_last_click';
  const days = [
    `SELECT {'manual_campaign': {'source': 'a'}} AS ${column}`,
    `SELECT {'cross_channel_campaign': {'source': 'b', 'new_field': 7}} AS ${column}`,
    `SELECT NULL::STRUCT(manual_campaign STRUCT("source" VARCHAR)) AS ${column}`,
  ];
  expect(await values(`${column}.cross_channel_campaign.source`, [column], days)).toEqual([null, 'b', null]);
  expect(await values(`${column}.cross_channel_campaign.new_field`, [column], days)).toEqual([null, 7, null]);
});

test('days that hold everything as text get the types of the others', async () => {
  const days = [
    "SELECT 'true' AS is_active_user, '12.5' AS event_value_in_usd, {'revenue': '3'} AS user_ltv",
    "SELECT false AS is_active_user, 13.0::DOUBLE AS event_value_in_usd, {'revenue': 4.5::DOUBLE} AS user_ltv",
  ];
  expect(
    await values('is_active_user AND event_value_in_usd > 9', ['is_active_user', 'event_value_in_usd'], days),
  ).toEqual([true, false]);
  expect(await values('user_ltv.revenue * 2', ['user_ltv'], days)).toEqual([6, 9]);
});

test('a custom column has the type of the days, and text where they differ', async () => {
  expect(await values('plan', ['Plan'], ["SELECT 'pro' AS plan", 'SELECT 1 AS x'])).toEqual(['pro', null]);
  expect(await values('score + 1', ['score'], ['SELECT 1::BIGINT AS score', 'SELECT 1 AS x'])).toEqual(['2', null]);
  expect(await values('plan', ['plan'], ["SELECT 'pro' AS plan", 'SELECT 7 AS plan'])).toEqual(['pro', '7']);
});

test('columns that no day has are not invented', async () => {
  expect([...commonTypes(duckdbDialect, ['plan'], [(await rawRows('SELECT 1 AS x')).row], DECLARED_COLUMNS)]).toEqual(
    [],
  );
});

test('a record on one day and a value on another are refused', async () => {
  await expect(values('device', ['device'], ["SELECT 'mobile' AS device", 'SELECT 1 AS x'])).rejects.toMatchObject({
    code: 'unreadable_field',
  });
});
