import { userBucket } from '@propensity/core';
import { digestBlocks, userDigest } from '@propensity/core/erasure';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { googlesqlDialect, queryRelation } from '../../src/index.js';
import { ZetaSqlDatabase } from '../support/zetasql/zetasql-database.js';
import { ZetaSqlServer } from '../support/zetasql/zetasql-server.js';

/** Many values a statement: a call to ZetaSQL takes longer than what it is asked. */
const RUNS = { numRuns: 10, seed: 20261124 };
const many = <T>(value: fc.Arbitrary<T>) => fc.array(value, { minLength: 30, maxLength: 60, size: 'max' });
const { string, float } = googlesqlDialect;
let server: ZetaSqlServer;
let database: ZetaSqlDatabase;
beforeAll(async () => {
  server = await ZetaSqlServer.start();
  database = await ZetaSqlDatabase.open(server, []);
});
afterAll(() => server?.stop());

/** The value of an SQL expression. */
const evaluate = async (expr: string) => (await evaluateAll([expr]))[0];
const evaluateAll = async (exprs: readonly string[]) =>
  Object.values((await database.rows(`SELECT ${exprs.map((expr, index) => `${expr} AS v${index}`).join(', ')}`))[0]!);

describe('literals read back as what was written', () => {
  test.each([
    "o'clock",
    "''",
    '"',
    '`',
    '\\',
    "\\'",
    '\\n',
    'a\nb\r\nc\t',
    '\0',
    "a\0'b\0",
    '\u0001\u007f\u2028',
    '💙 ü',
    '@p ?',
    '--',
    '',
  ])('text %j', async (text) => {
    expect(await evaluate(string(text))).toBe(text);
  });

  test('any text, half a surrogate pair as U+FFFD', async () => {
    await fc.assert(
      fc.asyncProperty(many(fc.string({ unit: 'binary' })), async (texts) => {
        expect(await evaluateAll(texts.map(string))).toEqual(texts.map((text) => text.toWellFormed()));
      }),
      RUNS,
    );
  });

  test.each([0.1, 1 / 3, 5e-324, 1.7976931348623157e308, 1e21, -1e-7, 123456789012345680000, 0])(
    'float %d',
    async (value) => {
      expect(await evaluate(float(value))).toBe(value);
    },
  );

  test('any float, also after a minus', async () => {
    await fc.assert(
      fc.asyncProperty(many(fc.double({ noNaN: true, noDefaultInfinity: true })), async (values) => {
        expect(await evaluateAll(values.map((value) => `1e0-${float(value)}`))).toEqual(
          values.map((value) => 1 - value),
        );
      }),
      RUNS,
    );
  });

  test('dates and timestamps, at midnight of another zone too', async () => {
    expect(await evaluate(`CAST(${googlesqlDialect.date('2024-02-29')} AS STRING)`)).toBe('2024-02-29');
    const iso = googlesqlDialect.isoTimestamp(googlesqlDialect.timestamp('2025-01-01T00:30:00.045+01:00'));
    expect(await evaluate(iso)).toBe('2024-12-31T23:30:00.045Z');
    expect(() => googlesqlDialect.date('2025-02-29')).toThrow(expect.objectContaining({ code: 'bad_date' }));
    expect(() => googlesqlDialect.timestamp("'")).toThrow(expect.objectContaining({ code: 'bad_literal' }));
  });
});

describe('identifiers', () => {
  test.each(['a`b', 'a b', '1a', '', 'a;b', 'a.b', 'a\\b', 'a*'])('%j is not one', (name) => {
    expect(() => googlesqlDialect.identifier(name)).toThrow(expect.objectContaining({ code: 'bad_identifier' }));
  });

  test.each(['a`b', 'a b', '1a', 'a\\b', "a'b", 'プラン'])('a column may be called %j', async (name) => {
    const column = googlesqlDialect.column(name);
    expect(await evaluate(`(SELECT t.${column} FROM (SELECT 7 AS ${column}) AS t)`)).toBe(7);
  });

  test('a table is quoted in one pair of backticks', () => {
    expect(googlesqlDialect.table('my-project.data.table_1')).toBe('`my-project.data.table_1`');
    // Data sets of Universal Analytics are named after their views.
    expect(googlesqlDialect.table('my-project.123456789.ga_sessions_20170801')).toBe(
      '`my-project.123456789.ga_sessions_20170801`',
    );
    for (const name of ['a.b.c.d', 'a..b', 'a.`b', 'a.b*', 'a.1b']) {
      expect(() => googlesqlDialect.table(name)).toThrow(expect.objectContaining({ code: 'bad_identifier' }));
    }
  });

  test('a keyword is a name like any other', async () => {
    const name = googlesqlDialect.identifier('select');
    expect(await database.rows(`SELECT ${name}.${name} FROM (SELECT 1 AS ${name}) AS ${name}`)).toEqual([
      { select: 1 },
    ]);
  });
});

test('a user is in the same bucket as in core', async () => {
  await fc.assert(
    fc.asyncProperty(many(fc.string({ unit: 'grapheme' })), async (users) => {
      const buckets = users.map((user) => googlesqlDialect.userBucket(string(user)));
      expect(await evaluateAll(buckets)).toEqual(users.map(userBucket));
    }),
    RUNS,
  );
});

test('the digest of a user is that of core', async () => {
  const key = '00ff'.repeat(16);
  await fc.assert(
    fc.asyncProperty(many(fc.string({ unit: 'grapheme', maxLength: 90 })), async (users) => {
      const digests = users.map((user) => googlesqlDialect.hmacSha256(string(user), digestBlocks(key)));
      expect(await evaluateAll(digests)).toEqual(users.map((user) => userDigest(key, user)));
    }),
    RUNS,
  );
});

test.each([
  ['the quotient is whole', googlesqlDialect.integerDivide('7', 2), 3],
  ['the quotient of a sum', googlesqlDialect.integerDivide('3 + 4', 2), 3],
  ['the remainder of a sum', googlesqlDialect.modulo('3 + 4', 4), 3],
  ['a text that is no number casts to NULL', googlesqlDialect.cast("'x'", 'float'), null],
  ['the text before a delimiter', googlesqlDialect.textBefore("'a?b?c'", '?'), 'a'],
  ['the text without the delimiter', googlesqlDialect.textBefore("'abc'", '?'), 'abc'],
  ['the text before a quote', googlesqlDialect.textBefore(string("a'b"), "'"), 'a'],
  ['NaN is not a number', googlesqlDialect.isNaN("CAST('nan' AS FLOAT64)"), true],
])('%s', async (_what, sql, expected) => {
  expect(await evaluate(sql)).toBe(expected);
});

describe('repeated fields', () => {
  const list = `[STRUCT('a' AS key, 1 AS n), ('b', 2), ('b', 3), ('c', NULL)]`;
  const none = `ARRAY(SELECT AS STRUCT key, n FROM UNNEST(${list}) WHERE FALSE)`;
  const untold = `CAST(NULL AS ARRAY<STRUCT<key STRING, n INT64>>)`;
  const { firstElement, sumElements, mapElements, sumsOfElements, hasElements } = googlesqlDialect;
  const sumsOf = (list: string) =>
    sumsOfElements(
      list,
      (value) => [value, `FLOOR(${value}) * ${value} / ${value} + 1`],
      ([sum, other]) => `${sum} + ${other}`,
    );
  test.each([
    ['first element', firstElement(list, 'n'), 1],
    ['first element of none', firstElement(none, 'n'), null],
    ['first element of NULL', firstElement(untold, 'n'), null],
    ['sum without NULLs', sumElements('[1, NULL, 2]', (element) => `${element} * 10`), 30],
    ['sum of one that has no number', sumElements('[1, 2]', (n) => `NULLIF(${n}, 2)`), null],
    ['sum of none', sumElements('ARRAY<INT64>[]', (element) => element), null],
    ['sum of more than 64 bits', sumElements('[1, 2, 3]', () => '4000000000000000000'), null],
    [
      'values',
      sumElements(
        mapElements(list, (element) => `${element}.n * 10`),
        (value) => value,
      ),
      60,
    ],
    ['sums', sumsOf('[1.5e0, NULL, 2e0]'), 3.5 + 5],
    ['sums of none', sumsOf('ARRAY<FLOAT64>[]'), null],
    ['an element that is there', hasElements(list), true],
    ['no element', hasElements(none), false],
  ])('%s', async (_what, sql, expected) => {
    expect(await evaluate(sql)).toBe(expected);
  });
});

test('an element is found by its key, the first of those that have it', async () => {
  const { seekKeys, elementByKey } = googlesqlDialect;
  const keys = ['b', "c'", 'a'];
  const found = keys.map((key, place) => `${elementByKey('list', 'key', key, place, 'n')} AS v${place}`);
  const valuesOf = async (list: string) =>
    Object.values(
      (
        await database.rows(
          `SELECT ${found.join(', ')} FROM ${seekKeys(queryRelation(`SELECT ${list} AS list`), 'list', 'key', keys)}`,
        )
      )[0]!,
    );
  expect(await valuesOf(`[STRUCT('a' AS key, 1 AS n), ('b', 2), (NULL, 4), ('b', 3)]`)).toEqual([2, null, 1]);
  expect(await valuesOf('CAST(NULL AS ARRAY<STRUCT<key STRING, n INT64>>)')).toEqual([null, null, null]);
});

test('an inline table has its rows, or none, and can be joined', async () => {
  const level = { name: 'level', type: 'string' } as const;
  const columns = [level, { name: 'weight', type: 'float' }] as const;
  const { inlineTable } = googlesqlDialect;
  const select = (from: string) => database.rows(`SELECT * FROM ${from}`);
  expect(await select(inlineTable('t', columns, [[string("o'"), float(-0.1)]]))).toEqual([
    { level: "o'", weight: -0.1 },
  ]);
  expect(await select(inlineTable('t', [level], [[string('a')]]))).toEqual([{ level: 'a' }]);
  expect(await select(inlineTable('t', columns, []))).toEqual([]);
  for (const rows of [[], [[string('other'), float(1)]]]) {
    expect(
      await select(`(SELECT 'a' AS x) AS one LEFT JOIN ${inlineTable('t', columns, rows)} ON t.level = one.x`),
    ).toEqual([{ x: 'a', level: null, weight: null }]);
  }
});
