import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withCopyOfHeldWarehouse } from '../../src/serving/copy-held-warehouse.js';
import { type DuckDbProcess, duckDbProcess } from '../support/duckdb-process.js';

const ROWS = 1000;
/** Batches that are kept: blocks of the others are free, and are written again. */
const KEPT = 20;
const COPIES = 25;

let folder: string;
let writer: DuckDbProcess;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'propensity-copies-'));
});
afterEach(async () => {
  writer.process.kill('SIGKILL');
  await writer.ended;
  await rm(folder, { recursive: true });
});

/** Each batch comes in one transaction with the going of an old one. */
const BATCH = [
  "SET VARIABLE batch = coalesce(getvariable('batch') + 1, 0)",
  'BEGIN',
  `INSERT INTO t SELECT getvariable('batch'), range, repeat('x', 100) FROM range(${ROWS})`,
  `DELETE FROM t WHERE batch <= getvariable('batch') - ${KEPT}`,
  'COMMIT',
];
const WRITES = [
  'CREATE TABLE IF NOT EXISTS t (batch INTEGER, n INTEGER, filler VARCHAR)',
  ...BATCH,
  ...BATCH,
  ...BATCH,
  'CHECKPOINT',
];

/** The batches of a copy, each with its number of rows. */
async function batchesOf(copy: string): Promise<Map<number, number>> {
  const instance = await DuckDBInstance.create(copy);
  const connection = await instance.connect();
  try {
    const result = await connection.runAndReadAll(
      'SELECT batch, COUNT(DISTINCT n)::INTEGER FROM t GROUP BY 1 ORDER BY 1',
    );
    return new Map(result.getRows() as [number, number][]);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

describe('copies of a warehouse to which another process writes, checkpoints and all', () => {
  it('hold the state after some commit, and the last ones a later one', async () => {
    const path = join(folder, 'warehouse.duckdb');
    writer = duckDbProcess(folder, WRITES, 'repeat');
    await writer.ready;
    const newest: number[] = [];
    while (newest.length < COPIES) {
      let found: Map<number, number>;
      try {
        found = await withCopyOfHeldWarehouse(path, batchesOf);
      } catch (error) {
        expect(String(error)).toContain('is being written all the time');
        continue;
      }
      const numbers = [...found.keys()];
      const last = numbers.at(-1)!;
      const first = Math.max(0, last - KEPT + 1);
      expect(numbers).toEqual(Array.from({ length: last - first + 1 }, (_, i) => first + i));
      expect(new Set(found.values())).toEqual(new Set([ROWS]));
      newest.push(last);
    }
    expect(writer.process.exitCode).toBeNull();
    expect(newest).toEqual([...newest].sort((a, b) => a - b));
    expect(newest.at(-1)).toBeGreaterThan(newest[0]!);
    expect((await readdir(folder)).filter((name) => name.includes('copy'))).toEqual([]);
  }, 120_000);
});
