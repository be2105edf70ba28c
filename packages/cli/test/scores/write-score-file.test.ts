import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { ExportedScore } from '@propensity/core/ports';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { scoreFileFormat } from '../../src/scores/score-file-format.js';
import { writeScoreFile } from '../../src/scores/write-score-file.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "propensity-score's-"));
});
afterAll(() => rm(folder, { recursive: true }));

const HEADER = 'user_id,proba,decile,selected,model,predicted_week,predicted_at';
const IDS = [
  '1234567.8901234567',
  '007',
  'a,b',
  'say "hi"',
  '"',
  'two\nlines',
  'two\r\nlines',
  'carriage\rreturn',
  " it's ",
  'ünï-cødé-🙂',
  '=1+1',
  '@x',
  'NULL',
  'true',
  '#',
  '\\N',
  'a\tb',
];
const rowOf = (user_id: string, more: Partial<ExportedScore> = {}): ExportedScore => ({
  user_id,
  proba: 0.5,
  decile: 1,
  selected: true,
  model: 'm',
  predicted_week: '2026-02-08',
  predicted_at: '2026-02-08T06:00:00.123Z',
  ...more,
});
const ROWS = IDS.map((id, n) => rowOf(id, n % 2 === 0 ? {} : { decile: null, selected: false }));

async function written(name: string, rows: readonly ExportedScore[], batchRows = 4) {
  const file = join(folder, name);
  const read = async (take: (batch: readonly ExportedScore[]) => void | Promise<void>) => {
    for (let start = 0; start < rows.length; start += batchRows) await take(rows.slice(start, start + batchRows));
  };
  const { sha256 } = await writeScoreFile(file, scoreFileFormat(file), { read });
  const bytes = await readFile(file);
  expect(sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
  return bytes;
}

/** The fields of a text as RFC 4180 says, records ended by a line feed. */
function parseCsv(text: string): string[][] {
  const fields = /(?:"((?:[^"]|"")*)"|([^",\n\r]*))(,|\n)/y;
  const records: string[][] = [[]];
  for (let match = fields.exec(text); match !== null; match = fields.exec(text)) {
    records.at(-1)!.push(match[1]?.replaceAll('""', '"') ?? match[2]!);
    if (match[3] === '\n') records.push([]);
    if (fields.lastIndex === text.length) break;
  }
  expect(records.pop()).toEqual([]);
  return records;
}

async function readBack(name: string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const file = `'${join(folder, name).replaceAll("'", "''")}'`;
    const reader = await connection.runAndReadAll(
      `SELECT user_id, proba, decile::INTEGER, selected, model, predicted_week::VARCHAR, strftime(predicted_at::TIMESTAMP, '%Y-%m-%dT%H:%M:%S.%gZ') FROM ${file}`,
    );
    return reader.getRowsJS();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

it('CSV has every id as it is, quoted where it has to be', async () => {
  const [header, ...records] = parseCsv((await written('ids.csv', ROWS)).toString());
  expect(header).toEqual(HEADER.split(','));
  expect(records).toEqual(
    ROWS.map(({ decile, selected, ...row }) => [
      row.user_id,
      '0.5',
      decile === null ? '' : '1',
      String(selected),
      'm',
      row.predicted_week,
      row.predicted_at,
    ]),
  );
});

it.each(['ids.parquet', 'ids.ndjson'])('%s reads back as it was', async (name) => {
  await written(name, ROWS);
  expect(await readBack(name)).toEqual(ROWS.map((row) => Object.values(row)));
});

it('NDJSON is one object a line, with null and true as JSON has them', async () => {
  const lines = (await written('ids.ndjson', ROWS)).toString().split('\n');
  expect(lines.pop()).toBe('');
  expect(lines.map((line) => JSON.parse(line))).toEqual(ROWS);
});

it('probabilities are the same doubles in every format, and the order stays, whatever the batches', async () => {
  const random = mulberry(7);
  const rows = Array.from({ length: 5000 }, (_, n) =>
    rowOf(`u${n}`, { proba: [random(), random() * 1e-7, 1 - random() * 1e-12, 5e-324, 0, 1][n % 6]! }),
  );
  const expected = rows.map(({ user_id, proba }) => [user_id, proba]);
  const csv = parseCsv((await written('many.csv', rows, 777)).toString()).slice(1);
  expect(csv.map(([user, proba]) => [user, Number(proba)])).toEqual(expected);
  const json = (await written('many.ndjson', rows, 5000)).toString().trimEnd().split('\n');
  expect(json.map((line) => JSON.parse(line)).map(({ user_id, proba }) => [user_id, proba])).toEqual(expected);
  await written('many.parquet', rows, 1);
  expect((await readBack('many.parquet')).map((row) => row.slice(0, 2))).toEqual(expected);
});

it('the same rows are the same bytes', async () => {
  for (const extension of ['csv', 'ndjson', 'parquet']) {
    const one = await written(`same.${extension}`, ROWS);
    expect(await written(`same.${extension}`, ROWS, 100)).toEqual(one);
  }
});

it('no rows are a header, no line, or a file with columns', async () => {
  expect((await written('none.csv', [])).toString()).toBe(`${HEADER}\n`);
  expect((await written('none.ndjson', [])).toString()).toBe('');
  await written('none.parquet', []);
  expect(await readBack('none.parquet')).toEqual([]);
});

it('rows that cannot be read leave the file that was there, and no draft', async () => {
  const file = join(folder, 'kept.csv');
  await writeFile(file, 'as it was');
  const read = async (take: (batch: readonly ExportedScore[]) => void | Promise<void>) => {
    await take(ROWS);
    throw new Error('the connection is gone');
  };
  await expect(writeScoreFile(file, scoreFileFormat(file), { read })).rejects.toThrow('the connection is gone');
  expect(await readFile(file, 'utf8')).toBe('as it was');
  expect((await readdir(folder)).filter((name) => name.endsWith('.draft'))).toEqual([]);
});

it('a place that cannot be written to is said to be, and nothing is left', async () => {
  await expect(written('nowhere/x.csv', ROWS)).rejects.toMatchObject({ code: 'export_not_written', kind: 'failed' });
  await mkdir(join(folder, 'folder.csv'));
  await expect(written('folder.csv', ROWS)).rejects.toMatchObject({ code: 'export_not_written' });
  expect((await readdir(folder)).filter((name) => name.endsWith('.draft'))).toEqual([]);
});

it('drafts of processes that are gone are removed, others are not', async () => {
  const file = join(folder, 'draft.csv');
  // No process has this id: it is above the greatest that systems give.
  const [left, running, other] = [`.draft.csv.${2 ** 30}.draft`, `.draft.csv.${process.ppid}.draft`, '.b.csv.1.draft'];
  for (const name of [left, running, other]) await writeFile(join(folder, name!), '');
  await written('draft.csv', ROWS);
  expect(await readFile(file, 'utf8')).not.toBe('');
  const drafts = (await readdir(folder)).filter((name) => name.endsWith('.draft'));
  expect(drafts.sort()).toEqual([running, other].sort());
});

/** Numbers in [0, 1) that a seed decides. */
function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
