import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { daysOfPath } from '@propensity/warehouse-sql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EXPORT_KINDS, ExportKindWriter } from '../support/export-kinds.js';

let folder: string;
let writer: ExportKindWriter;
/** Rows of the plain export. */
let plain: number;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'propensity-kinds-'));
  writer = await ExportKindWriter.open(folder);
  plain = await rowsOf(await writer.write({ files: [{}] }, join(folder, 'plain')));
}, 60_000);
afterAll(async () => {
  writer?.close();
  await rm(folder, { recursive: true });
});

/** Rows of files, none of which may be taken for a pattern. */
async function rowsOf(paths: readonly string[]): Promise<number> {
  let rows = 0;
  for (const format of ['parquet', 'json']) {
    const ofFormat = paths.filter((path) => path.endsWith('.parquet') === (format === 'parquet'));
    if (ofFormat.length === 0) continue;
    const list = ofFormat.map((path) => `'${path.replace(/[*?[]/g, '[$&]').replaceAll("'", "''")}'`);
    const from = `read_${format}([${list.join(', ')}], union_by_name = true)`;
    const counted = await writer.connection.runAndReadAll(`SELECT COUNT(*) FROM ${from}`);
    rows += Number(counted.getRowsJS()[0]![0]);
  }
  return rows;
}

describe('a kind of export holds the rows of the plain one, in files that tell their days', () => {
  test.each(EXPORT_KINDS.map((kind, index) => [kind.name, kind, index] as const))('%s', async (_name, kind, index) => {
    const files = await writer.write(kind, join(folder, String(index)));
    const more = kind.name.startsWith('days delivered');
    const rows = await rowsOf(files);
    if (more) expect(rows).toBeGreaterThan(plain);
    else expect(rows).toBe(plain);
    const tells = files.map((path) => daysOfPath(path) !== null);
    expect(tells).toEqual(files.map(() => kind.name !== 'files without a day'));
  });
});

test('each kind has a name of its own', () => {
  expect(new Set(EXPORT_KINDS.map(({ name }) => name)).size).toBe(EXPORT_KINDS.length);
  expect(EXPORT_KINDS.length).toBeGreaterThanOrEqual(45);
});
