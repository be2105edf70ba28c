import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { runSources } from '@propensity/gcp-testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Workplace } from './support/workplace.js';

const MAIN = resolve(import.meta.dirname, '../src/main.ts');
const CONFIG = {
  source: { events: 'export/events_*.parquet' },
  target: { event: 'view_item' },
  lookbackDays: 14,
  training: { snapshots: 1, C: 1 },
};
/** Kills spread over the time that the command takes. */
const KILLS = 12;

let workplace: Workplace;
/** What an undisturbed export of everyone writes, and how long its process takes. */
let whole: string;
let durationMs: number;
beforeAll(async () => {
  workplace = await Workplace.create();
  await workplace.run('simulate', '--users', '3000', '--days', '45', '--seed', '5');
  await writeFile(path('propensity.config.json'), JSON.stringify(CONFIG));
  const { model } = (await workplace.json('train', '--snapshot', '2025-01-27')).value;
  await workplace.json('models', 'promote', model);
  await workplace.json('predict', '--snapshot', '2025-02-03');
  const begun = performance.now();
  expect(await exportProcess('whole', () => {})).toEqual({ signal: null, exitCode: 0 });
  durationMs = performance.now() - begun;
  whole = await readFile(path('whole.csv'), 'utf8');
}, 240_000);
afterAll(() => workplace.remove());

const path = (name: string) => join(workplace.folder, name);

/** The command in a process of its own, to a destination and a file of that name. */
async function exportProcess(name: string, onStart: (kill: () => void) => void) {
  const argv = ['export', '--out', `${name}.csv`, '--to', name, '--quiet'];
  const { process, ended } = runSources(MAIN, argv, { cwd: workplace.folder });
  onStart(() => process.kill('SIGKILL'));
  const { signal, exitCode } = await ended;
  return { signal, exitCode };
}

async function isRecorded(name: string): Promise<boolean> {
  const instance = await DuckDBInstance.create(path('.propensity/warehouse.duckdb'));
  const connection = await instance.connect();
  try {
    const sql = `SELECT (SELECT COUNT(*) FROM ma_exports WHERE destination = '${name}')::INTEGER,
      (SELECT COUNT(*) FROM ma_exported_scores WHERE destination = '${name}')::INTEGER`;
    const [[exports, scores]] = (await connection.runAndReadAll(sql)).getRowsJS() as [[number, number]];
    // One is not there without the other.
    expect([name, scores > 0]).toEqual([name, exports > 0]);
    return exports > 0;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** The file is whole or not there; what is recorded is in the file, and what is not is given by the next export. */
async function expectNothingLost(name: string): Promise<{ readonly file: boolean; readonly recorded: boolean }> {
  const file = existsSync(path(`${name}.csv`));
  if (file) expect([name, await readFile(path(`${name}.csv`), 'utf8')]).toEqual([name, whole]);
  const recorded = await isRecorded(name);
  expect([name, recorded && !file]).toEqual([name, false]);
  const { value } = await workplace.json('export', '--out', `${name}.csv`, '--to', name);
  const next = await readFile(path(`${name}.csv`), 'utf8');
  expect([name, next]).toEqual([name, recorded ? `${whole.split('\n', 1)[0]}\n` : whole]);
  expect(value.rows).toBe(next.split('\n').length - 2);
  return { file, recorded };
}

/** Kills once `seen` is true. */
function killOnce(seen: () => Promise<boolean> | boolean): (kill: () => void) => void {
  return (kill) => {
    const look = async () => {
      if (await seen()) kill();
      else setTimeout(look, 0);
    };
    void look();
  };
}

it(`an export that is killed leaves all of a file or none, and loses no change (${KILLS} times)`, async () => {
  let killed = 0;
  for (let n = 1; n <= KILLS; n++) {
    const name = `at-${n}`;
    const end = await exportProcess(name, (kill) => void setTimeout(kill, (durationMs * n) / (KILLS + 1)));
    killed += end.signal === 'SIGKILL' ? 1 : 0;
    await expectNothingLost(name);
  }
  expect(killed).toBeGreaterThan(KILLS / 2);
});

it('killed while the file is written, it leaves none; the next one removes the draft', async () => {
  const drafts = async () => (await readdir(workplace.folder)).filter((file) => file.endsWith('.draft'));
  const end = await exportProcess(
    'draft',
    killOnce(async () => (await drafts()).length > 0),
  );
  expect(end.signal).toBe('SIGKILL');
  await expectNothingLost('draft');
  expect(await drafts()).toEqual([]);
});

it('killed when the file is in its place, it may not be recorded: the same rows are given again', async () => {
  const end = await exportProcess(
    'placed',
    killOnce(() => existsSync(path('placed.csv'))),
  );
  expect(end.signal).toBe('SIGKILL');
  expect(await expectNothingLost('placed')).toMatchObject({ file: true });
});
