import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { end, freePort, isAlive, runToEnd } from './processes.mjs';
import { installedOnce } from './program-cache.mjs';
import { Unavailable } from './unavailable.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const recipe = join(root, 'packages/gcp-testing/bigquery-server');
const PROJECT = 'test-project';
const LONGEST_START_MS = 30_000;
/** For which every pinned wheel has been tried. */
const PYTHON = '3.13';
const IS_PYTHON = `import sys, ssl, ctypes, venv; raise SystemExit('%d.%d' % sys.version_info[:2] != '${PYTHON}')`;

const INSTEAD =
  `Install Python ${PYTHON} (python${PYTHON} on the PATH or in pyenv) or name one in PROPENSITY_PYTHON; ` +
  'or set BIGQUERY_TEST_URL to a BigQuery server that runs already.';

/** The folder of the server's program, installed when it is not yet. */
export function installBigQuery() {
  return installedOnce(`bigquery-server-${digestOf(recipe)}`, install);
}

/** Starts a server of that program with its own data below `folder`; it reads gs:// from the server at `storageUrl`. */
export async function startBigQuery(program, folder, storageUrl) {
  for (const part of ['data', 'tmp']) mkdirSync(join(folder, part), { recursive: true });
  const [port, grpcPort] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${port}`;
  const log = openSync(join(folder, 'server.log'), 'a');
  const child = spawn(
    join(program, 'venv/bin/local-bigquery'),
    [
      ...['--host', '127.0.0.1', '--port', String(port), '--grpc-port', String(grpcPort)],
      ...['--project', PROJECT, '--data-dir', join(folder, 'data')],
    ],
    {
      detached: true,
      stdio: ['ignore', log, log],
      // Nothing else of the environment: no credential, and no home in which DuckDB finds other extensions.
      env: {
        PATH: '/usr/bin:/bin',
        HOME: join(program, 'home'),
        TMPDIR: join(folder, 'tmp'),
        TZ: 'UTC',
        LANG: 'C.UTF-8',
        PYTHONUNBUFFERED: '1',
        STORAGE_EMULATOR_HOST: storageUrl,
      },
    },
  );
  child.on('error', () => {});
  child.unref();
  writeFileSync(join(folder, 'server.pid'), String(child.pid));
  for (let waited = 0; waited < LONGEST_START_MS && isAlive(child.pid); waited += 100) {
    if (await answers(url)) return { url, grpc: `127.0.0.1:${grpcPort}` };
    await sleep(100);
  }
  const said = readFileSync(join(folder, 'server.log'), 'utf8').slice(-2000);
  throw new Error(`The BigQuery server does not start: ${said}`);
}

/** Stops what `startBigQuery` started there. */
export async function stopBigQuery(folder) {
  const pidFile = join(folder, 'server.pid');
  if (existsSync(pidFile)) await end(Number(readFileSync(pidFile, 'utf8')), join(folder, 'data'));
}

async function answers(url) {
  const response = await fetch(`${url}/bigquery/v2/projects/${PROJECT}/queries`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: 'SELECT 1', useLegacySql: false }),
  }).catch(() => undefined);
  return response?.ok === true && (await response.json()).jobComplete === true;
}

async function install(folder) {
  const python = await findPython();
  process.stderr.write(`Installing the BigQuery server into ${folder} (once, half a minute) …\n`);
  const ownPython = join(folder, 'venv/bin/python');
  const steps = [
    [python, '-m', 'venv', join(folder, 'venv')],
    [
      ownPython,
      '-m',
      'pip',
      'install',
      '-q',
      '--no-deps',
      '--only-binary',
      ':all:',
      '-r',
      join(recipe, 'requirements.txt'),
    ],
    [ownPython, join(recipe, 'place_extensions.py'), join(folder, 'home')],
    [ownPython, join(recipe, 'patch.py')],
  ];
  for (const [program, ...args] of steps) {
    const env = { HOME: homedir(), ...process.env, PIP_DISABLE_PIP_VERSION_CHECK: '1' };
    const { exitCode, said } = await runToEnd(program, args, env);
    if (exitCode !== 0) {
      const why = said.trim().split('\n').at(-1);
      throw new Unavailable(
        `The BigQuery server cannot be installed (${args.slice(0, 3).join(' ')}: ${why}). ${INSTEAD}`,
      );
    }
  }
}

/** The first Python of that version. */
async function findPython() {
  const pyenv = join(process.env.PYENV_ROOT || join(homedir(), '.pyenv'), 'versions');
  const versions = existsSync(pyenv) ? readdirSync(pyenv).filter((name) => name.startsWith(`${PYTHON}.`)) : [];
  const named = process.env.PROPENSITY_PYTHON;
  const found = [`python${PYTHON}`, 'python3', ...versions.map((name) => join(pyenv, name, 'bin/python3'))];
  for (const python of named ? [named] : found) {
    if ((await runToEnd(python, ['-c', IS_PYTHON])).exitCode === 0) return python;
  }
  const which = named ? `PROPENSITY_PYTHON, "${named}", is no Python ${PYTHON}` : `there is no Python ${PYTHON}`;
  throw new Unavailable(`There is no BigQuery server: ${which}. ${INSTEAD}`);
}

/** Of the files by which it is installed: others make another program. */
function digestOf(directory) {
  const hash = createHash('sha256');
  const names = readdirSync(directory).filter((name) => /\.(py|txt)$/.test(name));
  for (const name of names.sort()) hash.update(name).update(readFileSync(join(directory, name)));
  return hash.digest('hex').slice(0, 16);
}
