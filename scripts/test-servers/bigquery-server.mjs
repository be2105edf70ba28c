import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { end, freePort, runToEnd } from './processes.mjs';
import { installedOnce } from './program-cache.mjs';
import { Unavailable } from './unavailable.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const tool = join(root, '../shared/tools/bigquery-server');

const INSTEAD =
  'Set BIGQUERY_TEST_URL to a BigQuery server, such as local-bigquery 0.3.2 of PyPI: ' +
  '"pip install local-bigquery==0.3.2; STORAGE_EMULATOR_HOST=$STORAGE_TEST_URL local-bigquery --port 9050", ' +
  'then BIGQUERY_TEST_URL=http://127.0.0.1:9050.';

/** The folder of the server's program, installed when it is not yet. */
export function installBigQuery() {
  if (!existsSync(join(tool, 'start.sh'))) {
    throw new Unavailable(`There is no BigQuery server: ${tool} is not here. ${INSTEAD}`);
  }
  return installedOnce(`bigquery-server-${digestOf(tool)}`, install);
}

/** Starts a server of that program with its own data below `folder`; it reads gs:// from the server at `storageUrl`. */
export async function startBigQuery(program, folder, storageUrl) {
  // start.sh keeps its pid, log and data in one folder, beside the program: a run has that folder to itself.
  mkdirSync(join(folder, 'tmp'), { recursive: true });
  for (const part of ['venv', 'home']) symlinkSync(join(program, part), join(folder, part));
  const ports = [await freePort(), await freePort()];
  const { exitCode, said } = await runToEnd(join(tool, 'start.sh'), [
    ...[folder, String(ports[0]), '--grpc', String(ports[1]), '--gcs', storageUrl, '--data', join(folder, 'data')],
  ]);
  if (exitCode !== 0) throw new Error(`The BigQuery server does not start: ${said}\n${logOf(folder)}`);
  return { url: `http://127.0.0.1:${ports[0]}`, grpc: `127.0.0.1:${ports[1]}` };
}

/** Stops what `startBigQuery` started there. */
export async function stopBigQuery(folder) {
  const pidFile = join(folder, 'server.pid');
  if (existsSync(pidFile)) await end(Number(readFileSync(pidFile, 'utf8')), join(folder, 'data'));
}

async function install(folder) {
  process.stderr.write(`Installing the BigQuery server into ${folder} (once, half a minute) …\n`);
  const { exitCode, said } = await runToEnd(join(tool, 'install.sh'), [folder]);
  if (exitCode !== 0) throw new Unavailable(`The BigQuery server cannot be installed: ${said}. ${INSTEAD}`);
}

/** Of the tool's files: another version of it is another program. */
function digestOf(directory) {
  const hash = createHash('sha256');
  for (const name of readdirSync(directory).sort()) hash.update(name).update(readFileSync(join(directory, name)));
  return hash.digest('hex').slice(0, 16);
}

function logOf(folder) {
  const log = join(folder, 'server.log');
  return existsSync(log) ? readFileSync(log, 'utf8').slice(-2000) : '';
}
