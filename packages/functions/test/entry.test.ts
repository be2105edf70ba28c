import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'tsup';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { freePort } from './free-port.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const framework = join(root, 'node_modules/@google-cloud/functions-framework/build/src/main.js');
let folder: string;
let running: ChildProcess;
let url: string;
let log = '';

/** The sources as Node can load them: everything in one bundle but what has to stay outside. */
async function bundleEntry(outDir: string): Promise<void> {
  await build({
    config: false,
    silent: true,
    entry: [join(root, 'src/entry.ts')],
    outDir,
    format: ['esm'],
    target: 'node22',
    noExternal: [/^(?!@google-cloud\/functions-framework|@duckdb\/|node:)/],
    external: ['@google-cloud/functions-framework', /^@duckdb\//],
    esbuildOptions(options) {
      options.conditions = ['@propensity/source'];
      // Some dependencies are CommonJS and ask for Node's modules with `require`.
      options.banner = {
        js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
      };
    },
  });
}

beforeAll(async () => {
  // Beside the package's own node_modules, where the bundle finds the framework.
  folder = await mkdtemp(join(root, 'node_modules/.entry-'));
  await bundleEntry(folder);
  const port = await freePort();
  running = spawn(
    process.execPath,
    [framework, '--target=getProba', `--source=${join(folder, 'entry.js')}`, `--port=${port}`],
    { env: { ...process.env, PROPENSITY_CONFIG: join(folder, 'nowhere.json') }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  for (const stream of [running.stdout, running.stderr]) {
    stream?.on('data', (chunk) => {
      log += chunk;
    });
  }
  url = `http://127.0.0.1:${port}/`;
  await vi.waitFor(() => expect(log).toContain('URL:'), { timeout: 30_000 });
}, 60_000);

afterAll(async () => {
  if (running.exitCode === null) {
    running.kill('SIGTERM');
    await once(running, 'exit');
  }
  await rm(folder, { recursive: true });
});

describe('getProba under the functions-framework binary', () => {
  it('answers a body that does not parse in JSON, from the first request on', async () => {
    const response = await fetch(url, { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 'bad_body' } });
  });

  it('answers at /', async () => {
    const response = await fetch(url);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 'bad_user_id' } });
    expect((await fetch(url, { method: 'POST' })).headers.get('allow')).toBe('GET, HEAD');
  });

  it('says nothing of a configuration that is missing, and logs it as one line', async () => {
    const response = await fetch(`${url}?user_id=u1`);
    expect(response.status).toBe(500);
    const text = await response.text();
    expect(JSON.parse(text).error.code).toBe('misconfigured');
    expect(text).not.toContain('nowhere.json');
    const entry = log.split('\n').find((line) => line.includes('config_not_found'));
    expect(JSON.parse(entry ?? '')).toMatchObject({ severity: 'ERROR', error: { code: 'misconfigured' } });
  });
});
