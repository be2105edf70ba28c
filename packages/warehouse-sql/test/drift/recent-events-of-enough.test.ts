import type { DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  duckdbDialect,
  PROFILE_COLUMNS,
  queryRelation,
  type RecentEventsRow,
  recentEventsOf,
  recentEventsSql,
} from '../../src/index.js';
import { openDuckdb, rowsOf } from '../support/open-duckdb.js';

let connection: DuckDBConnection;
beforeAll(async () => {
  connection = await openDuckdb();
});
afterAll(() => connection.closeSync());

const [first, second, ...others] = PROFILE_COLUMNS;
/** Three users who look, two of whom buy, and one who alone knows a secret, several times; an attribute that two users have. */
const EVENTS = [
  ['a', 'view', 'x', 'y'],
  ['a', 'view', 'x', null],
  ['a', 'buy', 'x', 'y'],
  ['b', 'view', 'x', 'y'],
  ['b', 'buy', 'x', null],
  ['c', 'view', 'x', null],
  ['c', 'secret', 'x', null],
  ['c', 'secret', null, null],
  ['d', 'view', null, null],
] as const;

async function recent(minUsers: number | undefined) {
  const text = (value: string | null) => (value === null ? 'NULL::VARCHAR' : `'${value}'`);
  const values = EVENTS.map((event) => `(${event.map(text).join(', ')})`).join(', ');
  const none = others.map((name) => `, NULL::VARCHAR AS ${name}`).join('');
  const events = queryRelation(
    `SELECT *${none} FROM (VALUES ${values}) AS given(user_id, event_name, ${first}, ${second})`,
  );
  const rows = await rowsOf(connection, recentEventsSql(duckdbDialect, events, minUsers));
  const numbers = rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name, name === 'name' ? value : Number(value)])),
  );
  return recentEventsOf('2026-01-01', '2026-01-08', numbers as unknown as RecentEventsRow[]);
}

test('everything is said where nothing is asked for', async () => {
  const { known, ...all } = await recent(undefined);
  expect(all).toEqual({ days: 7, users: 4, events: 9, names: { view: 5, buy: 2, secret: 2 } });
  expect([known[first!], known[second!]]).toEqual([7, 3]);
});

test.each([
  [2, { view: 5, buy: 2 }, [7, 3]],
  [3, { view: 5 }, [7, 0]],
  [4, { view: 5 }, [0, 0]],
] as const)(
  'with %d users names of fewer, and attributes that fewer have, are not said',
  async (least, names, counts) => {
    const { known, ...all } = await recent(least);
    expect(all).toEqual({ days: 7, users: 4, events: 9, names });
    expect([known[first!], known[second!]]).toEqual(counts);
  },
);

test('nothing is said of fewer users in all', async () => {
  expect(await recent(5)).toMatchObject({ users: 0, events: 0, names: {} });
});
