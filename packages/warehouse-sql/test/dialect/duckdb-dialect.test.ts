import type { DuckDBConnection } from '@duckdb/node-api';
import { userBucket } from '@propensity/core';
import { digestBlocks, userDigest } from '@propensity/core/erasure';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { duckdbDialect, queryRelation } from '../../src/index.js';
import { openDuckdb, rowsOf, singleValue } from '../support/open-duckdb.js';

const RUNS = { numRuns: 200, seed: 20261123 };
const { string, float } = duckdbDialect;
let connection: DuckDBConnection;
beforeAll(async () => {
  connection = await openDuckdb();
});
afterAll(() => connection.closeSync());

/** The value of an SQL expression. */
const evaluate = (expr: string) => singleValue(connection, `SELECT ${expr}`);

describe('literals read back as what was written', () => {
  test.each(["o'clock", "''", '\\', "\\'", 'a\nb', '\0', "a\0'b\0", '💙 ü', '$$', '--', ''])(
    'text %j',
    async (text) => {
      expect(await evaluate(string(text))).toBe(text);
    },
  );

  test('any text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        expect(await evaluate(string(text))).toBe(text.toWellFormed());
      }),
      RUNS,
    );
  });

  test.each([0.1, 1 / 3, 5e-324, 1.7976931348623157e308, 1e21, -1e-7, 123456789012345680000, 0])(
    'float %d',
    async (value) => {
      expect(await evaluate(float(value))).toBe(value);
      expect(await evaluate(`typeof(${float(value)})`)).toBe('DOUBLE');
    },
  );

  test('any float, also after a minus', async () => {
    await fc.assert(
      fc.asyncProperty(fc.double({ noNaN: true, noDefaultInfinity: true }), async (value) => {
        expect(await evaluate(`1e0-${float(value)}`)).toBe(1 - value);
      }),
      RUNS,
    );
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])('%d is refused', (value) => {
    expect(() => float(value)).toThrow(expect.objectContaining({ code: 'bad_literal' }));
  });

  test('dates and timestamps, at midnight of another zone too', async () => {
    expect(await evaluate(`CAST(${duckdbDialect.date('2024-02-29')} AS VARCHAR)`)).toBe('2024-02-29');
    const iso = duckdbDialect.isoTimestamp(duckdbDialect.timestamp('2025-01-01T00:30:00.045+01:00'));
    expect(await evaluate(iso)).toBe('2024-12-31T23:30:00.045Z');
    expect(() => duckdbDialect.date('2025-02-29')).toThrow(expect.objectContaining({ code: 'bad_date' }));
    expect(() => duckdbDialect.timestamp("'")).toThrow(expect.objectContaining({ code: 'bad_literal' }));
  });
});

describe('identifiers', () => {
  test.each(['a"b', 'a b', '1a', '', 'a;b', 'a.b', "a'", 'ä', 'a'.repeat(301)])('%j is not one', (name) => {
    expect(() => duckdbDialect.identifier(name)).toThrow(
      expect.objectContaining({ code: 'bad_identifier', kind: 'usage' }),
    );
  });

  test.each(['a"b', 'a b', '1a', "a'", 'ä', 'a;b', 'a\\b', 'プラン', 'A'])(
    'a column may be called %j',
    async (name) => {
      await connection.run(`CREATE OR REPLACE TABLE odd (${duckdbDialect.column(name)} INTEGER)`);
      const rows = await rowsOf(connection, 'SELECT column_name FROM (DESCRIBE odd)');
      expect(rows).toEqual([{ column_name: name }]);
    },
  );

  test.each(['', 'a\0b', 'a\nb', 'a'.repeat(301)])('no column is called %j', (name) => {
    expect(() => duckdbDialect.column(name)).toThrow(expect.objectContaining({ code: 'bad_identifier' }));
  });

  test('a table has one to three parts, each quoted', () => {
    expect(duckdbDialect.table('db.main.events-2024')).toBe('"db"."main"."events-2024"');
    for (const name of ['a.b.c.d', 'a..b', '.a', 'a."b"']) {
      expect(() => duckdbDialect.table(name)).toThrow(expect.objectContaining({ code: 'bad_identifier' }));
    }
  });

  test('a keyword is a name like any other', async () => {
    await connection.run(`CREATE TABLE ${duckdbDialect.table('select')} (${duckdbDialect.identifier('from')} INTEGER)`);
    expect(await rowsOf(connection, 'SELECT "from" FROM "select"')).toEqual([]);
  });
});

test('a user is in the same bucket as in core', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme' }), async (userId) => {
      expect(await evaluate(duckdbDialect.userBucket(string(userId)))).toBe(userBucket(userId));
    }),
    RUNS,
  );
});

test.each([
  ['the quotient is whole', duckdbDialect.integerDivide('CAST(7 AS BIGINT)', 2), 3n],
  ['the quotient of a sum', duckdbDialect.integerDivide('CAST(3 AS BIGINT) + 4', 2), 3n],
  ['the remainder of a sum', duckdbDialect.modulo('CAST(3 AS BIGINT) + 4', 4), 3n],
  ['a text that is no number casts to NULL', duckdbDialect.cast("'x'", 'float'), null],
  ['the text before a delimiter', duckdbDialect.textBefore("'a?b?c'", '?'), 'a'],
  ['the text without the delimiter', duckdbDialect.textBefore("'abc'", '?'), 'abc'],
  ['NaN is not a number', duckdbDialect.isNaN("CAST('nan' AS DOUBLE)"), true],
])('%s', async (_what, sql, expected) => {
  expect(await evaluate(sql)).toEqual(expected);
});

describe('repeated fields', () => {
  const sumsOf = (list: string) =>
    duckdbDialect.sumsOfElements(
      list,
      (value) => [value, `FLOOR(${value}) * ${value} / ${value} + 1`],
      ([sum, other]) => `${sum} + ${other}`,
    );
  const list = `[{'key': 'a', 'n': 1}, {'key': 'b', 'n': 2}, {'key': 'b', 'n': NULL}, NULL]`;
  test.each([
    ['first element', duckdbDialect.firstElement(list, 'n'), 1],
    ['first element of none', duckdbDialect.firstElement(`list_filter(${list}, lambda x: false)`, 'n'), null],
    ['values', duckdbDialect.mapElements(list, (element) => `${element}.n * 10`), [10, 20]],
    ['values of none', duckdbDialect.mapElements('[]::INTEGER[]', (element) => element), null],
    ['sum without NULLs', duckdbDialect.sumElements('[1, NULL, 2]', (element) => `${element} * 10`), 30n],
    ['sum of one that has no number', duckdbDialect.sumElements('[1, 2]', (n) => `NULLIF(${n}, 2)`), null],
    ['sum of more than 64 bits', duckdbDialect.sumElements('[1, 2, 3]', () => '4000000000000000000'), null],
    ['sum of none', duckdbDialect.sumElements('[]::INTEGER[]', (element) => element), null],
    ['sums', sumsOf('[1.5e0, NULL, 2e0]'), 3.5 + 5],
    ['sums of none', sumsOf('[]::DOUBLE[]'), null],
    ['an element that is there', duckdbDialect.hasElements(list), true],
    ['no element', duckdbDialect.hasElements('[]'), false],
  ])('%s', async (_what, sql, expected) => {
    expect(await evaluate(sql)).toEqual(expected);
  });
});

test('the first element of a key is found, and nothing for a key that is not there or in no list', async () => {
  const { seekKeys, elementByKey } = duckdbDialect;
  const list = `[{'key': NULL, 'n': 0}, {'key': 'a', 'n': 1}, NULL, {'key': 'b', 'n': 2}, {'key': 'b', 'n': NULL}]`;
  const keys = ['b', "c'"];
  const found = keys.map((key, place) => `${elementByKey('list', 'key', key, place, 'n')} AS v${place}`);
  const rows = seekKeys(queryRelation(`SELECT UNNEST([${list}, NULL, []]) AS list`), 'list', 'key', keys);
  expect(await rowsOf(connection, `SELECT ${found.join(', ')} FROM ${rows}`)).toEqual([
    { v0: 2, v1: null },
    { v0: null, v1: null },
    { v0: null, v1: null },
  ]);
});

test.each([0, 2, 1000])('the weight of a text is found among %d, and none of other texts and NULL', async (size) => {
  const weights = Array.from({ length: size }, (_, i): [string, number] => [i === 1 ? "o'\0" : `text ${i}`, i - 0.5]);
  const { join, weight } = duckdbDialect.lookUp('found', 't.text', weights);
  const texts = ['text 0', "o'\0", 'text', 'TEXT 0', ''].map(string);
  const rows = await rowsOf(
    connection,
    `SELECT ${weight} AS weight FROM (SELECT UNNEST([${texts}, NULL]) AS text, UNNEST(range(6)) AS i) AS t ${join ?? ''} ORDER BY i`,
  );
  expect(rows.map((row) => row.weight)).toEqual([...(size === 0 ? [null, null] : [-0.5, 0.5]), null, null, null, null]);
});

test.each([1, 7, 64, 65, 400])('different days within %d are counted, whatever the first is', async (span) => {
  const days = fc.array(fc.option(fc.nat(span - 1)), { minLength: 1, maxLength: 80 });
  await fc.assert(
    fc.asyncProperty(days, fc.nat(30_000), async (offsets, first) => {
      const values = offsets.map((offset) => `(${offset === null ? 'NULL' : first + offset}::BIGINT)`);
      const counted = await singleValue(
        connection,
        `SELECT ${duckdbDialect.countWithin('day', span)} FROM (VALUES ${values.join(', ')}) AS v(day)`,
      );
      expect(Number(counted)).toBe(new Set(offsets.filter((offset) => offset !== null)).size);
    }),
    { ...RUNS, numRuns: 40 },
  );
});

test('a column of codes has the number of each text, and none for no text', async () => {
  const { list, find } = duckdbDialect.codedTexts!;
  const coded = `SELECT ${list([0.1, -2])} AS numbers, UNNEST(['b', 'a', NULL])::ENUM('a', 'b') AS text`;
  const rows = await rowsOf(connection, `SELECT ${find('numbers', 'text')} AS number FROM (${coded})`);
  expect(rows.map(({ number }) => number)).toEqual([-2, 0.1, null]);
});

test('an inline table has its rows, or none', async () => {
  const columns = [
    { name: 'level', type: 'string' },
    { name: 'weight', type: 'float' },
  ] as const;
  const table = (rows: string[][]) => `SELECT * FROM ${duckdbDialect.inlineTable('t', columns, rows)}`;
  expect(await rowsOf(connection, table([[string("o'"), float(0.1)]]))).toEqual([{ level: "o'", weight: 0.1 }]);
  expect(await rowsOf(connection, table([]))).toEqual([]);
});

test('the digest of a user is that of core, and NULL for none', async () => {
  const key = '00ff'.repeat(16);
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 90 }), async (user) => {
      const digest = duckdbDialect.hmacSha256(string(user), digestBlocks(key));
      expect(await evaluate(digest)).toBe(userDigest(key, user));
    }),
    RUNS,
  );
  expect(await evaluate(duckdbDialect.hmacSha256('CAST(NULL AS VARCHAR)', digestBlocks(key)))).toBeNull();
});
