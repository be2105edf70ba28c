import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { parseConfig } from '@propensity/core/config';
import { silentProgress } from '@propensity/core/ports';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LocalStack, openLocalStack } from '../../src/index.js';

const DAY = '2025-01-01';
const TODAY = '2025-06-01';
/** Names that SQL, CSV and JSON would each rather not have. */
const ODD = `It's "a/b~c", 50% \`of\` ünits`;

let folder: string;
const opened: LocalStack[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'propensity-table-'));
});
afterEach(async () => {
  for (const stack of opened.splice(0)) await stack.close();
  await rm(folder, { recursive: true });
});

function openTable(table: string | readonly string[], source: object = {}): LocalStack {
  const config = parseConfig({
    source: { type: 'table', table, userId: 'id', snapshotDay: DAY, label: 'bought', ...source },
    target: { event: 'order' },
    local: { folder: `stack-${opened.length}` },
  });
  const clock = () => Date.parse(`${TODAY}T12:00:00Z`);
  const stack = openLocalStack(config, { baseDirectory: folder, progress: silentProgress, clock, codeVersion: 'test' });
  opened.push(stack);
  return stack;
}

/** The features of a user, and what the columns are. */
async function read({ ports: { events, snapshots } }: LocalStack, user: string) {
  await events.calendar!(TODAY);
  await snapshots.materialise(DAY);
  const kinds = Object.fromEntries(snapshots.features.map(({ name, kind }) => [name, kind]));
  return { kinds, row: await snapshots.readUser!(DAY, user) };
}

const write = (name: string, text: string | Buffer) => writeFile(join(folder, name), text);
const csvName = `"${ODD.replaceAll('"', '""')}"`;

async function writeParquet(name: string, query: string): Promise<void> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  await connection.run(`COPY (${query}) TO '${join(folder, name)}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
}

describe('the same table', () => {
  const expected = {
    kinds: { plan: 'categorical', [ODD]: 'numeric', since: 'numeric' },
    row: { plan: 'プロ', [ODD]: 2.5, since: 1 },
  };
  const json = (id: string, value: number | null, plan: string | null) =>
    JSON.stringify({ id, bought: id === 'a' ? 1 : 0, plan, [ODD]: value, since: '2024-12-31' });

  it.each([
    ['CSV', 'customers.csv', `id,bought,plan,${csvName},since\na,1,プロ,2.5,2024-12-31\nb,0,,,2024-12-31\n`],
    [
      'CSV with semicolons, a byte order mark and Windows line ends',
      'customers.csv',
      `\uFEFFid;bought;plan;${csvName};since\r\na;1;プロ;2.5;2024-12-31\r\nb;0;;;2024-12-31\r\n`,
    ],
    [
      'compressed CSV',
      'customers.csv.gz',
      gzipSync(`id,bought,plan,${csvName},since\na,1,プロ,2.5,2024-12-31\nb,0,,,2024-12-31\n`),
    ],
    ['NDJSON', 'customers.ndjson', `${json('a', 2.5, 'プロ')}\n${json('b', null, null)}\n`],
  ])('as %s', async (_format, name, text) => {
    await write(name, text);
    const { kinds, row } = await read(openTable(name), 'a');
    expect(kinds).toEqual(expected.kinds);
    expect(row).toEqual(expected.row);
  });

  it('as Parquet, with types of its own', async () => {
    const name = ODD.replaceAll('"', '""').replaceAll("'", "''");
    await writeParquet(
      'customers.parquet',
      `SELECT * FROM (VALUES ('a', TRUE, 'プロ', 2.5::DECIMAL(9, 2), TIMESTAMPTZ '2024-12-31 22:59:59+00:00'), ('b', FALSE, NULL, NULL, NULL)) AS t(id, bought, plan, "${name.replaceAll("''", "'")}", since)`,
    );
    // In Paris it is the last minute of the day before.
    const paris = await read(openTable('customers.parquet', { timeZone: 'Europe/Paris' }), 'a');
    expect(paris).toEqual(expected);
    const tokyo = await read(openTable('customers.parquet', { timeZone: 'Asia/Tokyo' }), 'a');
    expect(tokyo.row).toMatchObject({ since: 0 });
  });

  it('in several files, whichever has a column', async () => {
    await write('customers-1.csv', 'id,bought,x\na,1,3\n');
    await write('customers-2.csv', 'id,y,bought\nb,u,0\n');
    const { kinds, row } = await read(openTable('customers-*.csv'), 'b');
    expect(kinds).toEqual({ x: 'numeric', y: 'categorical' });
    expect(row).toEqual({ x: null, y: 'u' });
  });
});

it('a column is what all of its values are, wherever the odd one stands', async () => {
  const rows = Array.from({ length: 30_000 }, (_, i) => `u${i},${i % 2},${i === 29_999 ? 'n/a' : i}`);
  await write('customers.csv', `id,bought,x\n${rows.join('\n')}\n`);
  const stack = openTable('customers.csv', { columns: { x: 'numeric' } });
  await expect(stack.ports.events.calendar!(TODAY)).rejects.toMatchObject({
    code: 'bad_column_value',
    message: 'The column "x" has a value that is no number, or none below 1e100: "n/a" at 2025-01-01.',
  });
  const missing = await read(openTable('customers.csv', { missing: ['n/a'] }), 'u29999');
  expect(missing).toEqual({ kinds: { x: 'numeric' }, row: { x: null } });
});

it('quotes are none of a text, though the first of them stand far down', async () => {
  const rows = Array.from({ length: 100_000 }, (_, i) => `u${i},1,pro`).join('\n');
  await write('customers.csv', `id,bought,plan\n${rows}\nv,0,"pro"\nw,0,"so-called ""pro"", or less"\n`);
  const stack = openTable('customers.csv');
  expect((await read(stack, 'v')).row).toEqual({ plan: 'pro' });
  expect((await read(stack, 'w')).row).toEqual({ plan: 'so-called "pro", or less' });
});

it('is read again when a file has changed', async () => {
  await write('customers.csv', 'id,bought,x\na,1,3\n');
  const stack = openTable('customers.csv');
  expect((await read(stack, 'a')).row).toEqual({ x: 3 });
  await write('customers.csv', 'id,bought,x\na,1,4\n');
  await utimes(join(folder, 'customers.csv'), 1, 1);
  expect((await read(stack, 'a')).row).toEqual({ x: 4 });
});

it('no conversion is of a later day than tomorrow, by the clock and not by the day of a backfill', async () => {
  await write('customers.csv', 'id,x\na,3\n');
  const conversions = { table: 'orders.csv', userId: 'who', time: 'at' };
  const on = async (at: string, today: string, clockDay: string) => {
    await write('orders.csv', `who,at\na,2025-01-02\na,${at}\n`);
    const stack = openTable('customers.csv', { label: undefined, conversions, timeZone: 'Asia/Tokyo' });
    return stack.ports.events.calendar!(today, clockDay);
  };
  await expect(on('2025-06-02', '2025-06-01', '2025-06-01')).resolves.toBeDefined();
  await expect(on('2025-06-02', '2025-02-01', '2025-06-01')).resolves.toBeDefined();
  await expect(on('2025-06-02T14:59:59Z', '2025-06-01', '2025-06-01')).resolves.toBeDefined();
  for (const late of ['2025-06-03', '2025-06-02T15:00:00Z', '9999-12-31 00:00:00+00:00']) {
    await expect(on(late, '2025-06-01', '2025-06-01')).rejects.toMatchObject({ code: 'future_conversions' });
  }
});

describe('refuses', () => {
  it.each([
    ['no file', [], 'no_table_files'],
    ['a file of no known format', [['customers.xlsx', 'x']], 'unknown_table_format'],
    [
      'files of several formats',
      [
        ['customers.csv', 'id\n'],
        ['customers.ndjson', '{}\n'],
      ],
      'unknown_table_format',
    ],
    ['a file that is not what its name says', [['customers.parquet', 'id,bought\n']], 'unreadable_table'],
    ['a file that is not UTF-8', [['customers.csv', Buffer.from('id,bought\n\xe4,1\n', 'latin1')]], 'unreadable_table'],
    ['a table without rows', [['customers.csv', 'id,bought,x\n']], 'empty_table'],
    [
      'names that differ in capitals alone',
      [['customers.ndjson', '{"id":"a","bought":1,"x":1,"X":2}\n']],
      'table_columns_alike',
    ],
    ['a CSV file with two columns of one name', [['customers.csv', 'id,bought,x,x\na,1,3,4\n']], 'table_columns_alike'],
    [
      'one of several such files, with capitals, quotes and compressed',
      [
        ['customers.1.csv', 'id,bought,x\na,1,3\n'],
        ['customers.2.csv.gz', gzipSync('\uFEFFid;bought;"x";X\r\nb;1;3;4\r\n')],
      ],
      'table_columns_alike',
    ],
    [
      'a column called as another one is kept',
      [['customers.csv', 'id,bought,label,label_column\na,1,3,4\n']],
      'table_columns_alike',
    ],
  ] as const)('%s', async (_what, files, code) => {
    for (const [name, text] of files) await write(name, text);
    await expect(openTable('customers.*').ports.events.calendar!(TODAY)).rejects.toMatchObject({ code });
  });

  const LINES = Array.from({ length: 30 }, (_, i) => `u${i},${i % 2},3`);
  it.each([
    ['too few fields', [...LINES, 'v,1', ...LINES], 32, 'fewer'],
    ['too few fields at the start', ['v,1', ...LINES], 2, 'fewer'],
    ['too many fields', [...LINES, 'v,1,2,3,4', ...LINES], 32, 'more'],
    ['too many fields at the start', ['v,1,2,3', ...LINES], 2, 'more'],
    ['too few fields far down', [...Array.from({ length: 100_000 }, (_, i) => `u${i},1,3`), 'v,1'], 100_002, 'fewer'],
  ])('a row of %s, with the file and the line', async (_what, lines, line, than) => {
    await write('customers-1.csv', 'id,bought,x\na,1,3\n');
    await write('customers-2.csv', `id,bought,x\n${lines.join('\n')}\n`);
    await expect(openTable('customers-*.csv').ports.events.calendar!(TODAY)).rejects.toMatchObject({
      code: 'unreadable_table',
      message: `${join(folder, 'customers-2.csv')} cannot be read as CSV: line ${line} has ${than} fields than the header, which has 3.`,
    });
  });

  it('a row that is none, and a file that is not in UTF-8, with the file and the line', async () => {
    const message = async (text: string | Buffer) => {
      await write('customers.csv', text);
      const refused = openTable('customers.csv').ports.events.calendar!(TODAY);
      return refused.then(String, (error: Error) => error.message);
    };
    const rows = LINES.join('\n');
    expect(await message(Buffer.from(`id,bought,x\n${rows}\n\xe4,1,3\n`, 'latin1'))).toMatch(
      /customers\.csv cannot be read as CSV: line 32 is not in UTF-8\.$/,
    );
    const many = Array.from({ length: 100_000 }, (_, i) => `u${i},1,3`).join('\n');
    expect(await message(`id,bought,x\n${many}\n"v,1,3\n`)).toMatch(
      /customers\.csv cannot be read as CSV: line 100002 has a quote that is not closed/,
    );
  });

  it('names that are not alike but for the one that is kept, and says so', async () => {
    await write('customers.csv', 'id,bought,label,label_column\na,1,3,4\n');
    await expect(openTable('customers.csv').ports.events.calendar!(TODAY)).rejects.toMatchObject({
      message: 'The table has columns whose names a warehouse cannot tell apart: label, label_column.',
      hint: 'Give one of them another name: capitals make no difference; "label" is kept as "label_column".',
    });
  });
});
