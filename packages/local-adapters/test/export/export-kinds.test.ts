import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { daysOfPath } from '@propensity/warehouse-sql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EXPORT_KINDS, writeExportKind } from '../support/export-kinds.js';
import { simulatedShop } from '../support/shop-stack.js';

let shop: string;
let folder: string;
beforeAll(async () => {
  shop = await simulatedShop();
  folder = await mkdtemp(join(tmpdir(), 'propensity-kinds-'));
}, 60_000);
afterAll(async () => {
  for (const path of [shop, folder]) await rm(path, { recursive: true });
});

/** Rows of files, none of which may be taken for a pattern. */
async function rowsOf(paths: readonly string[]): Promise<number> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const counts = (['parquet', 'json'] as const).map(async (format) => {
    const ofFormat = paths.filter((path) => path.endsWith('.parquet') === (format === 'parquet'));
    if (ofFormat.length === 0) return 0;
    const list = ofFormat.map((path) => `'${path.replace(/[*?[]/g, '[$&]').replaceAll("'", "''")}'`);
    const counted = await connection.runAndReadAll(
      `SELECT COUNT(*) FROM read_${format}([${list.join(', ')}], union_by_name = true)`,
    );
    return Number(counted.getRowsJS()[0]![0]);
  });
  const rows = (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
  connection.closeSync();
  instance.closeSync();
  return rows;
}

describe('a kind of export holds the rows of the plain one, in files that tell their days', () => {
  test.each(EXPORT_KINDS.map((kind, index) => [kind.name, kind, index] as const))('%s', async (_name, kind, index) => {
    const plain = await writeExportKind({ files: [{}], prepare: kind.prepare ?? [] }, shop, join(folder, 'plain'));
    const files = await writeExportKind(kind, shop, join(folder, String(index)));
    const more = kind.name.startsWith('days delivered');
    const rows = await rowsOf(files);
    if (more) expect(rows).toBeGreaterThan(await rowsOf(plain));
    else expect(rows).toBe(await rowsOf(plain));
    const tells = files.map((path) => daysOfPath(path) !== null);
    expect(tells).toEqual(files.map(() => kind.name !== 'files without a day'));
  });
});

test('each kind has a name of its own', () => {
  expect(new Set(EXPORT_KINDS.map(({ name }) => name)).size).toBe(EXPORT_KINDS.length);
  expect(EXPORT_KINDS.length).toBeGreaterThanOrEqual(45);
});
