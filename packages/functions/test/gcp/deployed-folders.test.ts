import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createScratch, describeOnServers, type Scratch } from '@propensity/gcp-testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { freePort } from '../support/free-port.js';

const packageFolder = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const FUNCTIONS = ['getProba', 'modelEvaluation', 'modelTraining', 'predictions'] as const;
type FunctionName = (typeof FUNCTIONS)[number];

let away: string;
const running: ChildProcess[] = [];

const manifestOf = (name: FunctionName) => JSON.parse(readFileSync(join(away, name, 'package.json'), 'utf8'));

/** Serves a copied folder by its own start script, without npm around it, so that it can be stopped. */
async function serve(name: FunctionName, config: object) {
  const folder = join(away, name);
  const configFile = 'propensity.config.json';
  writeFileSync(join(folder, configFile), JSON.stringify({ target: { event: 'purchase' }, ...config }));
  const [program, ...args] = manifestOf(name).scripts.start.split(' ');
  const port = await freePort();
  const child = spawn(process.execPath, [join(folder, 'node_modules/.bin', program), ...args, `--port=${port}`], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, NODE_ENV: 'production', PROPENSITY_CONFIG: configFile },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (log += chunk));
  const url = `http://127.0.0.1:${port}`;
  await vi.waitFor(async () => expect((await fetch(url)).status, log).toBeGreaterThan(0), { timeout: 30_000 });
  return { url, log: () => log };
}

async function jsonOf(response: Response) {
  expect(response.headers.get('content-type')).toContain('application/json');
  return { status: response.status, body: await response.json() };
}

beforeAll(() => {
  execFileSync(process.execPath, [join(packageFolder, 'scripts/build-folders.mjs')], {
    stdio: ['ignore', 'ignore', 2],
  });
  away = mkdtempSync(join(tmpdir(), 'propensity-deployed-'));
  for (const name of FUNCTIONS)
    cpSync(join(packageFolder, 'deploy', name, 'dist'), join(away, name), { recursive: true });
  // One install serves all four: the first test shows that they ask for the same.
  execFileSync('npm', ['ci', '--omit=dev', '--prefer-offline', '--no-audit', '--no-fund'], {
    cwd: join(away, 'getProba'),
    stdio: 'ignore',
  });
  for (const name of FUNCTIONS) {
    if (name !== 'getProba') symlinkSync(join(away, 'getProba/node_modules'), join(away, name, 'node_modules'));
  }
}, 180_000);

afterAll(async () => {
  for (const child of running) {
    if (child.exitCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  rmSync(away, { recursive: true });
});

describe('the folders that are deployed', () => {
  it('ask for exact versions only, the same in all four, and for no DuckDB', () => {
    const { scripts: _, ...expected } = manifestOf('getProba');
    for (const name of FUNCTIONS) {
      const { scripts, ...manifest } = manifestOf(name);
      expect(manifest).toEqual(expected);
      expect(scripts).toEqual({ start: `functions-framework --target=${name}`, 'gcp-build': '' });
    }
    for (const version of Object.values(expected.dependencies)) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(readdirSync(join(away, 'getProba/node_modules'))).not.toContain('@duckdb');
  });

  it('hold what the threads run that help a fit, where index.js looks for it', () => {
    for (const name of FUNCTIONS) {
      expect(readFileSync(join(away, name, 'index.js'), 'utf8')).toContain(
        'new URL("./compute-worker.js", import.meta.url)',
      );
      // Outside a thread it has nothing to do; what it imports must be there.
      execFileSync(process.execPath, ['compute-worker.js'], { cwd: join(away, name) });
    }
  });

  it('say in their log that they cannot run the local stack', async () => {
    const { url, log } = await serve('getProba', { source: { events: 'export/*.parquet' } });
    const answer = await jsonOf(await fetch(`${url}/?user_id=u1`));
    expect(answer).toMatchObject({ status: 500, body: { error: { code: 'misconfigured' } } });
    expect(log()).toContain('A deployed function cannot run the stack \\"local\\".');
  });
});

describeOnServers('the folders that are deployed, on servers of BigQuery and Cloud Storage', (servers) => {
  let scratch: Scratch;
  const serveOnServers = (name: FunctionName) => serve(name, { stack: 'gcp', gcp: scratch.gcp });

  beforeAll(async () => {
    scratch = await createScratch(servers);
  });
  afterAll(() => scratch.remove());

  it('serve getProba, which asks BigQuery', async () => {
    const { url } = await serveOnServers('getProba');
    expect(await jsonOf(await fetch(`${url}/healthz`))).toMatchObject({ status: 200, body: { function: 'getProba' } });
    expect(await jsonOf(await fetch(url))).toMatchObject({ status: 400, body: { error: { code: 'bad_user_id' } } });
    expect(await jsonOf(await fetch(url, { method: 'POST' }))).toMatchObject({ status: 405 });
    const answer = await jsonOf(await fetch(`${url}/?user_id=u1`));
    expect(answer).toMatchObject({ status: 404, body: { user_id: 'u1', proba: null } });
  });

  it.each(['modelTraining', 'predictions', 'modelEvaluation'] as const)(
    'serve %s, which looks for the export',
    async (name) => {
      const { url } = await serveOnServers(name);
      expect(await jsonOf(await fetch(`${url}/healthz`))).toMatchObject({ status: 200, body: { function: name } });
      expect(await jsonOf(await fetch(url))).toMatchObject({ status: 405 });
      const answer = await jsonOf(await fetch(url, { method: 'POST', body: '{"trigger_date":"2026-01-05"}' }));
      expect(answer).toMatchObject({ body: { error: { code: 'no_export_files' } } });
    },
  );
});
