import type { DuckDBConnection } from '@duckdb/node-api';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exactSumOfElements } from '../../src/arithmetic/exact-sum-of-elements.js';
import {
  remainderAggregates,
  remainderOf,
  sumOfMillionths,
  valueWithRemainder,
} from '../../src/arithmetic/exact-sum-of-rows.js';
import { type Dialect, duckdbDialect } from '../../src/index.js';
import { anyAmount, exactSum } from '../support/exact-numbers.js';
import { openDuckdb, rowsOf } from '../support/open-duckdb.js';

let connection: DuckDBConnection;
beforeAll(async () => {
  connection = await openDuckdb();
});
afterAll(() => connection.closeSync());

/** One row: the sum over rows of each list, as features take it. */
function sumsOfRows(dialect: Dialect, rows: string): string {
  const { fine, unusual } = remainderAggregates(dialect, 'more');
  return `SELECT COALESCE(counted + remainder, counted, remainder) AS total
FROM (
  SELECT list, counted, (${remainderOf(dialect, { fine: 'fine', unusual: 'unusual' })}) AS remainder FROM (
    SELECT list, ${sumOfMillionths(dialect, 'value')} AS counted, ${fine} AS fine, ${unusual} AS unusual
    FROM (SELECT list, value, ${valueWithRemainder(dialect, 'value')} AS more FROM ${rows} AS v) AS split GROUP BY list
  ) AS aggregated
) AS added ORDER BY list`;
}

async function sumRows(lists: readonly (readonly number[])[]): Promise<number[]> {
  const values = lists.flatMap((list, index) => list.map((value) => `(${index}, ${duckdbDialect.float(value)})`));
  const rows = `(SELECT * FROM (VALUES ${values.join(', ')}) AS given(list, value))`;
  return (await rowsOf(connection, sumsOfRows(duckdbDialect, rows))).map(({ total }) => Number(total));
}

async function sumElements(lists: readonly (readonly number[])[]): Promise<number[]> {
  const values = lists.map((list, index) => `(${index}, [${list.map(duckdbDialect.float).join(', ')}])`);
  const sql = `SELECT ${exactSumOfElements(duckdbDialect, 'numbers')} AS total
FROM (VALUES ${values.join(', ')}) AS given(list, numbers) ORDER BY list`;
  return (await rowsOf(connection, sql)).map(({ total }) => Number(total));
}

const KNOWN: readonly (readonly [string, readonly number[], number])[] = [
  ['decimals add up as decimals', [0.1, 0.2], 0.3],
  ['tiny amounts are not nothing', Array(10).fill(8e-8), 8e-7],
  ['around a millionth', [1.4e-6, 1.4e-6, 1.4e-6], 4.2e-6],
  ['far smaller ones', [1e-18, 2e-18, 1e-30], 3.000000000001e-18],
  ['huge ones', [1e15, 1e15, 0.5], 2e15 + 0.5],
  ['beyond 64 bits of millionths', [9.3e12, 9.3e12], 18.6e12],
  ['huge ones that cancel', [1e15, 0.25, -1e15], 0.25],
  ['huge and tiny ones that cancel', [1e100, 1e-18, 12.5, -1e100, -12.5], 1e-18],
  ['refunds', [12.34, -12.34], 0],
  ['fractions', [1 / 3, 1 / 3, 1 / 3], 1],
  ['whole numbers of many digits', [9007199254740993e3, 1], 9007199254740993e3 + 1],
];

describe.each([
  ['over rows', sumRows],
  ['over the elements of a list', sumElements],
] as const)('exact sums %s', (_where, sum) => {
  test.each(KNOWN)('%s', async (_what, values, expected) => {
    const [total] = await sum([values]);
    expect(Math.abs(total! - expected)).toBeLessThanOrEqual(Math.abs(expected) * 4e-16);
  });

  test('are the sum of the numbers to a part in 10¹⁵ of their sizes, and the same in any order', async () => {
    const lists = fc.sample(fc.array(anyAmount, { minLength: 1, maxLength: 12 }), { numRuns: 400, seed: 20261201 });
    const [there, back] = [await sum(lists), await sum(lists.map((list) => [...list].reverse()))];
    expect(back).toEqual(there);
    for (const [index, list] of lists.entries()) {
      const size = list.reduce((all, value) => all + Math.abs(value), 0);
      const nothing = list.length * 2 ** -384;
      expect(Math.abs(exactSum(list).distanceFrom(there[index]!))).toBeLessThanOrEqual(size * 1e-15 + nothing);
    }
  });

  test('of decimals of two places are the nearest double to the decimal', async () => {
    const cents = fc.array(fc.integer({ min: -1_000_000, max: 1_000_000 }), { minLength: 1, maxLength: 20 });
    const lists = fc.sample(cents, { numRuns: 300, seed: 20261202 });
    const totals = await sum(lists.map((list) => list.map((cent) => cent / 100)));
    expect(totals).toEqual(lists.map((list) => list.reduce((all, cent) => all + cent, 0) / 100));
  });
});
