import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { runSources } from '@propensity/gcp-testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { randomNumbers } from './support/random-numbers.js';
import { Workplace } from './support/workplace.js';

const MAIN = resolve(import.meta.dirname, '../src/main.ts');
const KILLS = 20;
const SEED = 12;
/** The first weeks of this shop are refused: no model passes the gate yet. */
const REFUSED_WEEKS = 3;
const ARGV = ['backfill', '--from', '2025-01-28', '--to', '2025-03-10', '--quiet'];
const CONFIG = {
  source: { events: 'export/events_*.parquet' },
  target: { event: 'view_item' },
  lookbackDays: 14,
  training: { snapshots: 1, C: 1 },
};
/** What differs between two runs that did the same. */
const MOMENT = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00(?::00)?)?/g;

let workplace: Workplace;
let durationMs: number;
let undisturbed: Record<string, string[]>;

beforeAll(async () => {
  workplace = await Workplace.create();
  await workplace.run('simulate', '--users', '1500', '--days', '70', '--seed', '5');
  await writeFile(path('propensity.config.json'), JSON.stringify(CONFIG));
  const begun = performance.now();
  const { signal, exitCode } = await backfillProcess(() => {});
  durationMs = performance.now() - begun;
  expect([signal, exitCode]).toEqual([null, REFUSED_WEEKS]);
  undisturbed = await everything();
}, 240_000);
afterAll(() => workplace.remove());

const path = (name: string) => join(workplace.folder, name);

async function backfillProcess(onStart: (kill: () => void) => void) {
  const { process, ended } = runSources(MAIN, ARGV, { cwd: workplace.folder });
  onStart(() => process.kill('SIGKILL'));
  return ended;
}

/** Every row of every table, and every model file, without the moments at which they were made. */
async function everything(): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  const instance = await DuckDBInstance.create(path('.propensity/warehouse.duckdb'));
  const connection = await instance.connect();
  try {
    const tables = await connection.runAndReadAll(
      "SELECT table_name FROM information_schema.tables WHERE table_name LIKE 'ma\\_%' ESCAPE '\\' ORDER BY 1",
    );
    for (const [table] of tables.getRowsJS() as [string][]) {
      const rows = await connection.runAndReadAll(`SELECT CAST(t AS VARCHAR) FROM "${table}" AS t`);
      found[table] = (rows.getRowsJS() as [string][]).map(([row]) => row.replaceAll(MOMENT, 'then')).sort();
    }
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
  for (const file of (await readdir(path('.propensity/models'))).sort()) {
    found[file] = [await readFile(path(`.propensity/models/${file}`), 'utf8')];
  }
  return found;
}

it(`ends in the same tables after ${KILLS} kills at random moments`, { timeout: 600_000 }, async () => {
  const next = randomNumbers(SEED);
  let kills = 0;
  let begun = 0;
  while (kills < KILLS || begun > 0) {
    if (begun === 0) await rm(path('.propensity'), { recursive: true });
    begun++;
    // Later ones too, so that some backfill comes to its end.
    const delay = durationMs * next();
    const { signal, exitCode } = await backfillProcess(
      (kill) => void setTimeout(kill, kills < KILLS ? delay : 2 ** 30),
    );
    if (signal === 'SIGKILL') {
      kills++;
      continue;
    }
    expect([begun, exitCode]).toEqual([begun, REFUSED_WEEKS]);
    expect(await everything()).toEqual(undisturbed);
    begun = 0;
  }
  expect(kills).toBe(KILLS);
});
