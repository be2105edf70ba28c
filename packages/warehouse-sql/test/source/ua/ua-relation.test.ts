import type { DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  duckdbDialect,
  duckdbRowType,
  type EventExport,
  queryRelation,
  uaExport,
  uaExportOf,
} from '../../../src/index.js';
import { cellsOf } from '../../support/both-engines.js';
import { openDuckdb, rowsOf } from '../../support/open-duckdb.js';

let duckdb: DuckDBConnection;
beforeAll(async () => {
  duckdb = await openDuckdb();
});
afterAll(() => duckdb?.closeSync());

const START = 1_501_600_000;
const HIT = `{hitNumber: 1, time: 1500, type: 'PAGE', page: {pagePath: '/a'}}`;
/** A session; `change` replaces columns, or leaves them out where it is NULL. */
function session(change: Readonly<Record<string, string | null>> = {}): string {
  const columns = { fullVisitorId: `'u1'`, visitId: '7', visitStartTime: `${START}`, hits: `[${HIT}]`, ...change };
  const kept = Object.entries(columns).flatMap(([name, sql]) => (sql === null ? [] : [`${sql} AS "${name}"`]));
  return `SELECT ${kept.join(', ')}`;
}

async function relationOf(sql: string, source: EventExport = uaExport) {
  const described = await rowsOf(duckdb, `SELECT column_name, column_type FROM (DESCRIBE ${sql})`);
  const row = duckdbRowType(
    described.map((each) => ({ name: String(each.column_name), type: String(each.column_type) })),
  );
  return source.relation(duckdbDialect, { from: queryRelation(sql), row, where: 'sessions.parquet' });
}

async function eventsOf(sql: string, source?: EventExport) {
  const relations = [await relationOf(sql, source)];
  const options = { dialect: duckdbDialect, relations, timeZone: 'UTC', from: '2017-08-01', until: '2017-08-02' };
  const events = uaExport.eventsSql({ ...options, columns: ['user_id', 'event_micros', 'event_name'] });
  return (await cellsOf(duckdb, events)).map(({ user_id, event_micros, event_name }) => [
    user_id,
    Number(event_micros) - START * 1e6,
    event_name,
  ]);
}

const PAGE_OF_U1 = expect.arrayContaining([
  ['u1', 1_500_000, 'page_view'],
  ['u1', 1_500_000, 'session_start'],
]);

describe('rows are read', () => {
  test.each([
    ['with the least that there has to be', session()],
    ['with milliseconds', session({ visitStartTime: `${START}000` })],
    ['with timestamps', session({ visitStartTime: `TIMESTAMPTZ '2017-08-01 15:06:40+00'` })],
    [
      'with numbers as text',
      session({ visitStartTime: `'${START}'`, visitId: `'7'`, hits: `[{hitNumber: '1', time: '1500', type: 'PAGE'}]` }),
    ],
    ['with other cases of names', session({ fullVisitorId: null, FULLVISITORID: `'u1'` })],
    [
      'with columns that were never filled, as numbers',
      session({
        customDimensions: '[1]',
        device: '1',
        hits: `[{hitNumber: 1, time: 1500, type: 'PAGE', page: 1, product: 2, customDimensions: 3}]`,
      }),
    ],
    ['with columns of other names that ours have', session({ user_id: `'other'`, event_name: `'other'`, items: '5' })],
  ])('%s', async (_, sql) => {
    expect(await eventsOf(sql)).toEqual(PAGE_OF_U1);
    expect(await eventsOf(sql)).toHaveLength(2);
  });

  test('an id that is a number keeps its digits', async () => {
    expect((await eventsOf(session({ fullVisitorId: '7194065619159478122' })))[0]![0]).toBe('7194065619159478122');
  });

  test.each([
    ['0', `'T1'`, ['purchase']],
    ['6', 'NULL', ['purchase']],
    ['5', `'T1'`, ['begin_checkout']],
    ['7', `'T1'`, ['refund']],
    ['0', `'(not set)'`, ['event']],
    ['0', `''`, ['event']],
  ])('an action %s with the transaction %s is %j', async (action, transaction, expected) => {
    const hit = `{hitNumber: 1, time: 0, type: 'EVENT', eCommerceAction: {action_type: '${action}'}, transaction: {transactionId: ${transaction}}}`;
    const names = (await eventsOf(session({ hits: `[${hit}]` }))).map(([, , name]) => name);
    expect(names.filter((name) => name !== 'session_start')).toEqual(expected);
  });

  test('flags of any type', async () => {
    const products = (flag: string) =>
      session({
        hits: `[{hitNumber: 1, time: 0, type: 'EVENT', product: [{productSKU: 's', isImpression: ${flag}}]}]`,
      });
    for (const flag of ['TRUE', `'true'`, '1']) {
      expect((await eventsOf(products(flag))).map(([, , name]) => name)).toContain('view_item_list');
    }
    expect((await eventsOf(products('FALSE'))).map(([, , name]) => name)).not.toContain('view_item_list');
  });
});

describe('rows are refused, by the name of the field', () => {
  test.each<[what: string, sql: string, field: string, found: string]>([
    ['no hits', session({ hits: null }), 'hits.hitNumber', 'no such field'],
    ['hits as text of JSON', session({ hits: `'[{"hitNumber":1}]'` }), 'hits', 'VARCHAR'],
    ['one hit in place of a list', session({ hits: HIT }), 'hits', '{hitNumber, time, type, page}'],
    ['a list of something else', session({ hits: `[{a: 1}]` }), 'hits', 'a list of {a}'],
    [
      'no numbers of hits',
      session({ hits: `[{time: 1, type: 'PAGE'}]` }),
      'hits.hitNumber',
      'no such field among time, type',
    ],
    ['no types of hits', session({ hits: `[{hitNumber: 1, time: 1}]` }), 'hits.type', 'no such field'],
    ['no visitor', session({ fullVisitorId: null }), 'fullVisitorId', 'no such field'],
    ['a day in place of a moment', session({ visitStartTime: `DATE '2017-08-01'` }), 'visitStartTime', 'DATE'],
    [
      'a page that is text',
      session({ hits: `[{hitNumber: 1, time: 1, type: 'PAGE', page: '/a'}]` }),
      'hits.page',
      'VARCHAR',
    ],
    [
      'products as text',
      session({ hits: `[{hitNumber: 1, time: 1, type: 'PAGE', product: 'x'}]` }),
      'hits.product',
      'VARCHAR',
    ],
    [
      'a record in place of a number',
      session({ hits: `[{hitNumber: {a: 1}, time: 1, type: 'PAGE'}]` }),
      'hits.hitNumber',
      '{a}',
    ],
  ])('%s', async (_, sql, field, found) => {
    const refused = await relationOf(sql).then(
      () => null,
      (error: unknown) => error,
    );
    expect(refused).toMatchObject({ code: 'unreadable_field', kind: 'usage' });
    expect((refused as { details: object }).details).toMatchObject({
      field,
      found: expect.stringContaining(found),
      where: 'sessions.parquet',
    });
  });

  test('a person’s id that no row can have', async () => {
    await expect(relationOf(session(), uaExportOf({ userId: 'userId' }))).rejects.toMatchObject({
      details: { field: 'userid' },
    });
    await expect(relationOf(session(), uaExportOf({ userId: { customDimension: 3 } }))).rejects.toMatchObject({
      details: { field: 'customdimensions.index' },
    });
  });

  test('a value that cannot be read ends the statement: an id that was rounded, a moment of no century', async () => {
    await expect(eventsOf(session({ fullVisitorId: '7194065619159478122::DOUBLE' }))).rejects.toThrow(/fullVisitorId/);
    await expect(eventsOf(session({ visitStartTime: '17' }))).rejects.toThrow(/visitStartTime/);
  });
});
