import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installBigQuery, startBigQuery, stopBigQuery } from './bigquery-server.mjs';
import { isAlive } from './processes.mjs';
import { installStorage, startStorage, stopStorage } from './storage-server.mjs';

const runs = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), '.cache', 'test-servers');

/**
 * Starts what the environment does not name, and resolves to where both servers answer once they do.
 * @param owner the process without which the servers are of no use
 */
export async function startRun(owner) {
  const named = { bigquery: process.env.BIGQUERY_TEST_URL, storage: process.env.STORAGE_TEST_URL };
  await Promise.all(
    listRuns()
      .filter((run) => run.owner && !isAlive(run.owner))
      .map((run) => stopRun(run.folder)),
  );
  const programs = {
    bigquery: named.bigquery ? undefined : await installBigQuery(),
    storage: named.storage ? undefined : await installStorage(),
  };
  mkdirSync(runs, { recursive: true });
  const folder = mkdtempSync(join(runs, 'run-'));
  const write = (run) => writeFileSync(join(folder, 'run.json'), JSON.stringify(run));
  write({ folder, owner });
  try {
    const storage = programs.storage
      ? await startStorage(programs.storage, made(folder, 'storage'))
      : { url: named.storage };
    const bigquery = programs.bigquery
      ? await startBigQuery(programs.bigquery, made(folder, 'bigquery'), storage.url)
      : { url: named.bigquery };
    const run = { folder, owner, bigquery, storage };
    write(run);
    return run;
  } catch (error) {
    await stopRun(folder);
    throw error;
  }
}

/** Stops the servers of a run and removes their data. Does nothing when that is done already. */
export async function stopRun(folder) {
  const run = resolve(folder);
  if (dirname(run) !== runs) throw new Error(`${run} is not a folder that "start" printed.`);
  await stopBigQuery(join(run, 'bigquery'));
  await stopStorage(join(run, 'storage'));
  rmSync(run, { recursive: true, force: true });
  return { folder: run, stopped: true };
}

/** The runs that have been started and not stopped. */
export function listRuns() {
  if (!existsSync(runs)) return [];
  return readdirSync(runs)
    .map((name) => join(runs, name, 'run.json'))
    .filter((file) => existsSync(file))
    .map((file) => JSON.parse(readFileSync(file, 'utf8')));
}

function made(folder, name) {
  mkdirSync(join(folder, name));
  return join(folder, name);
}
