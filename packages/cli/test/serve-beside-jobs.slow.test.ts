import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { runSources, type SourcesProcess } from '@propensity/gcp-testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Workplace } from './support/workplace.js';

const MAIN = resolve(import.meta.dirname, '../src/main.ts');
const CONFIG = {
  source: { events: 'export/events_*.parquet' },
  target: { event: 'view_item' },
  lookbackDays: 14,
  training: { snapshots: 1, C: 1 },
};
const TRAINED = '2025-01-20';
const WEEKS = ['2025-01-27', '2025-02-03', '2025-02-10', '2025-02-17'];
/** Of its own making: what the server's thread computes, and what it waits for a file. Not what others take from it. */
const LONGEST_MS = 50;

/** Has the server say at its end how long the longest answer kept its thread busy, and how many there were. */
const PROBE = `
import { Server } from 'node:http';
import { writeSync } from 'node:fs';
let [longest, answers] = [0, 0];
const emit = Server.prototype.emit;
Server.prototype.emit = function (event, request, response) {
  if (event === 'request') {
    const begun = process.threadCpuUsage();
    answers += 1;
    response.once('finish', () => {
      const { user, system } = process.threadCpuUsage(begun);
      // The first answers have the compiling in them.
      if (answers > 50) longest = Math.max(longest, (user + system) / 1000);
    });
  }
  return emit.apply(this, arguments);
};
process.on('exit', () => writeSync(2, 'PROBE ' + JSON.stringify({ longest, answers }) + '\\n'));
`;

let workplace: Workplace;
let server: SourcesProcess | undefined;
beforeAll(async () => {
  workplace = await Workplace.create(Date.UTC(2025, 2, 20));
  await workplace.run('simulate', '--out', 'export', '--users', '1500', '--days', '60', '--seed', '3', '--quiet');
  await writeFile(join(workplace.folder, 'propensity.config.json'), JSON.stringify(CONFIG));
  await workplace.json('train', '--snapshot', TRAINED);
  expect((await workplace.json('predict', '--snapshot', WEEKS[0]!)).exitCode).toBe(0);
}, 120_000);
afterAll(async () => {
  server?.process.kill('SIGKILL');
  await workplace.remove();
});

/** Every user's week and probability. */
async function published(): Promise<Map<string, { week: string; proba: number }>> {
  const path = join(workplace.folder, '.propensity', 'warehouse.duckdb');
  const instance = await DuckDBInstance.create(path, { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll(
    'SELECT user_id, CAST(predicted_week AS VARCHAR), proba FROM ma_predictions_table',
  );
  const rows = reader
    .getRowsJS()
    .map(([user, week, proba]) => [String(user), { week: String(week), proba: Number(proba) }] as const);
  connection.closeSync();
  instance.closeSync();
  return new Map(rows);
}

it('serve goes on answering the last published week while jobs run, and takes up the next at once', async () => {
  server = runSources(MAIN, ['serve', '--port', '0'], {
    cwd: workplace.folder,
    env: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(PROBE)}` },
  });
  let said = '';
  server.process.stderr?.on('data', (chunk) => {
    said += chunk;
  });
  await expect.poll(() => said, { timeout: 60_000 }).toContain('Serving at');
  const url = /http:\/\/[\d.]+:\d+/.exec(said)![0];

  /** What may be answered: the table as it was before the job that runs, or after it. */
  const states = [await published()];
  const users = [...states[0]!.keys()];
  const answers: { user: string; week: string | null; proba: number | null; status: number; job: number }[] = [];
  let job = 0;
  let working = true;
  const ask = async () => {
    for (let n = 0; working; n++) {
      const user = users[(n * 7919) % users.length]!;
      const begunIn = job;
      const response = await fetch(`${url}/getProba?user_id=${encodeURIComponent(user)}`);
      const { proba, predicted_week: week = null } = (await response.json()) as {
        proba: number;
        predicted_week?: string;
      };
      answers.push({ user, week, proba, status: response.status, job: begunIn });
    }
  };
  const asking = ask();
  for (const week of WEEKS.slice(1)) {
    const predict = runSources(MAIN, ['predict', '--json', '--quiet', '--snapshot', week], { cwd: workplace.folder });
    const { exitCode, out } = await predict.ended;
    expect([exitCode, JSON.parse(out).snapshot]).toEqual([0, week]);
    states.push(await published());
    job += 1;
    // What is asked for from now on has to be of the new week.
  }
  const before = answers.length;
  await expect.poll(() => answers.length - before, { timeout: 60_000 }).toBeGreaterThan(200);
  working = false;
  await asking;
  server.process.kill('SIGTERM');
  const { err } = await server.ended;

  expect(answers.length).toBeGreaterThan(500);
  for (const { user, week, proba, status, job: begunIn } of answers) {
    const allowed = [states[begunIn], states[begunIn + 1]].map((state) => state?.get(user));
    expect(status).toBe(200);
    expect(allowed).toContainEqual({ week, proba });
  }
  const weeks = new Set(answers.map(({ week }) => week));
  for (const week of WEEKS) expect(weeks).toContain(week);
  const { longest, answers: counted } = JSON.parse(/PROBE (.*)/.exec(err)![1]!);
  expect(counted).toBeGreaterThanOrEqual(answers.length);
  expect(longest).toBeLessThan(LONGEST_MS);
}, 300_000);
