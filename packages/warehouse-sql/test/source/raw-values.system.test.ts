import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Dialect } from '../../src/index.js';
import { rawFloat, rawInteger, rawText } from '../../src/source/raw-values.js';
import { BothEngines } from '../support/both-engines.js';
import { ZetaSqlServer } from '../support/zetasql/zetasql-server.js';

const { min, max } = { min: -1e9, max: 1e9 };
const SAMPLE = { numRuns: 200, seed: 20261124 };

const texts = [
  ...['1', '-1', '+5', ' 12 ', '\t3\n', '007', '1.5', '2.5', '-2.5', '.5', '5.', '1e3', '1E-3', '9007199254740993'],
  ...['9223372036854775807', '9223372036854775808', '1e100', '-1e101', '1e400', 'nan', 'NaN', 'inf', '-Infinity'],
  ...['', ' ', 'x', '1,5', '1 000', '12px', '1d', '1f', '--1', '１', '1e', 'true', 'null', '€5', '\u00a05'],
  ...fc.sample(fc.double({ noNaN: true, noDefaultInfinity: true }).map(String), SAMPLE),
  ...fc.sample(
    fc.tuple(fc.integer(), fc.nat(999)).map(([whole, part]) => `${whole}.${part}`),
    SAMPLE,
  ),
];
const numbers = [
  ...[0, 0.5, 1.5, 2.5, -0.5, -2.5, 123, 1e15, 9007199254740992, 9.3e18, 1e21, 1e100, 1e101, -1e300, 0.1 + 0.2],
  ...[12.99, 1e-6, 4e-7, 1234.5678915, 1741.5, 5e-324],
  ...fc.sample(fc.double({ min, max, noNaN: true }), SAMPLE),
  ...fc.sample(
    fc.integer({ min, max: 1e9 }).map((cents) => cents / 100),
    SAMPLE,
  ),
];

let server: ZetaSqlServer;
let engines: BothEngines;
beforeAll(async () => {
  server = await ZetaSqlServer.start();
  engines = await BothEngines.open(server, {
    tables: [
      { name: 'texts', fields: [{ name: 'text', type: 'STRING' }], rows: texts.map((text) => ({ text })) },
      { name: 'numbers', fields: [{ name: 'number', type: 'FLOAT64' }], rows: numbers.map((number) => ({ number })) },
      {
        name: 'wholes',
        fields: [{ name: 'whole', type: 'INT64' }],
        rows: [{ whole: '-9223372036854775808' }, { whole: 7 }],
      },
      { name: 'odd', fields: [{ name: 'text', type: 'STRING' }], rows: [{ text: '1_000' }, { text: '0x10' }] },
    ],
  });
});
afterAll(() => {
  engines?.close();
  server?.stop();
});

const read = (table: string, column: string, type: 'string' | 'float' | 'integer') => (dialect: Dialect) => {
  const known = dialect.typeNames[type];
  return `SELECT ${column}, ${rawInteger(dialect, column, known)} AS whole_number, ${rawFloat(dialect, column, known)} AS number_read,
    ${rawText(dialect, column, known)} AS as_text FROM ${dialect.table(table)}`;
};

describe('every engine reads the same', () => {
  test('of texts', async () => {
    const rows = await engines.sameRows(read('texts', 'text', 'string'));
    const of = (text: string) => rows.find((row) => row.text === text);
    expect(of('2.5')).toMatchObject({ whole_number: 3, number_read: 2.5 });
    expect(of('-2.5')).toMatchObject({ whole_number: -3 });
    expect(of('9007199254740993')).toMatchObject({ whole_number: '9007199254740993' });
    expect(of('9223372036854775808')).toMatchObject({ whole_number: null, number_read: 2 ** 63 });
    for (const text of ['nan', '-Infinity', '1e400', '-1e101', '1,5', '']) {
      expect(of(text)).toMatchObject({ whole_number: null, number_read: null, as_text: text });
    }
  });

  test('of floats', async () => {
    const rows = await engines.sameRows(read('numbers', 'number', 'float'));
    const of = (number: number) => rows.find((row) => row.number === number);
    expect(of(2.5)).toMatchObject({ whole_number: 3, as_text: '2.5' });
    expect(of(-0.5)).toMatchObject({ whole_number: -1, as_text: '-0.5' });
    expect(of(123)).toMatchObject({ whole_number: 123, as_text: '123' });
    expect(of(0.1 + 0.2)).toMatchObject({ as_text: '0.3', number_read: 0.1 + 0.2 });
    expect(of(1e101)).toMatchObject({ whole_number: null, as_text: null, number_read: null });
  });

  test('of integers', async () => {
    const rows = await engines.sameRows(read('wholes', 'whole', 'integer'));
    expect(rows).toContainEqual({ whole: 7, whole_number: 7, number_read: 7, as_text: '7' });
  });
});

test('text that each engine takes for a number by its own rule', async () => {
  const build = read('odd', 'text', 'string');
  const numbersOf = (rows: Record<string, unknown>[]) => rows.map(({ text, number_read }) => [text, number_read]);
  expect(numbersOf(await engines.inDuckdb(build))).toEqual([
    ['1_000', 1000],
    ['0x10', null],
  ]);
  expect(numbersOf(await engines.inZetaSql(build))).toEqual([
    ['1_000', null],
    ['0x10', 16],
  ]);
});
