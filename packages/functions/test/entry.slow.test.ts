import { writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Bundle, bundle, FrameworkProcess } from './support/framework-process.js';
import { webhookReceiver } from './support/webhook-receiver.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
let bundled: Bundle;
let running: FrameworkProcess;

beforeAll(async () => {
  bundled = await bundle('src/entry.ts', 'test/support/stray-errors.ts');
}, 60_000);
afterAll(() => bundled.remove());

const start = (file: string, target: string, env: Record<string, string> = {}) =>
  FrameworkProcess.start(join(bundled.folder, file), target, env);

describe('getProba under the functions-framework binary', () => {
  beforeAll(async () => {
    running = await start('entry.js', 'getProba', { PROPENSITY_CONFIG: join(bundled.folder, 'nowhere.json') });
  }, 60_000);
  afterAll(async () => expect(await running.stop()).toBe(0));

  it('refuses a method before it reads a body', async () => {
    const response = await fetch(running.url, { method: 'POST', body: '{' });
    expect(response.status).toBe(405);
    expect(await response.json()).toMatchObject({ error: { code: 'method_not_allowed' } });
  });

  it('answers in JSON also where the framework itself would answer', async () => {
    for (const path of ['favicon.ico', 'robots.txt', '%']) {
      const response = await fetch(running.url + path);
      expect(response.status).toBe(400);
      expect((await response.json()).error.code).toMatch(/^bad_(user_id|path)$/);
    }
  });

  it('answers at /', async () => {
    const response = await fetch(running.url);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 'bad_user_id' } });
    expect((await fetch(running.url, { method: 'POST' })).headers.get('allow')).toBe('GET, HEAD');
  });

  it('says that it is well, which function it is and of which version, whatever its configuration', async () => {
    const response = await fetch(`${running.url}healthz`);
    expect(await response.json()).toEqual({
      status: 'ok',
      function: 'getProba',
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    });
  });

  it('says nothing of a configuration that is missing, and logs it as one line', async () => {
    const response = await fetch(`${running.url}?user_id=u1`);
    expect(response.status).toBe(500);
    const text = await response.text();
    expect(JSON.parse(text).error.code).toBe('misconfigured');
    expect(text).not.toContain('nowhere.json');
    const entry = running.entries.find(({ error }) => error?.code === 'misconfigured');
    expect(entry).toMatchObject({ severity: 'ERROR', error: { cause: { code: 'config_not_found' } } });
  });
});

describe('SIGTERM while a job waits for its notice to be taken', () => {
  let held: ServerResponse | undefined;
  let receiver: Awaited<ReturnType<typeof webhookReceiver>>;

  beforeAll(async () => {
    receiver = await webhookReceiver((response) => {
      held = response;
    });
    const config = {
      source: { events: 'none/*.parquet' },
      target: { event: 'purchase' },
      local: { folder: 'warehouse' },
      notices: { webhook: { url: receiver.url } },
    };
    await writeFile(join(bundled.folder, 'slow.json'), JSON.stringify(config));
  });
  beforeEach(async () => {
    held = undefined;
    const env = { PROPENSITY_CONFIG: join(bundled.folder, 'slow.json'), GOOGLE_CLOUD_PROJECT: 'my-shop-123' };
    running = await start('entry.js', 'modelTraining', env);
  }, 60_000);
  afterEach(() => running.child.kill('SIGKILL'));
  afterAll(() => receiver.close());

  const post = (init: RequestInit = {}) =>
    fetch(running.url, { method: 'POST', headers: { traceparent: `00-${TRACE}-b7ad6b7169203331-01` }, ...init });
  const terminated = async () => {
    await vi.waitFor(() => expect(held).toBeDefined(), { timeout: 10_000 });
    running.child.kill('SIGTERM');
    await vi.waitFor(() => expect(running.log).toContain('Stopping: SIGTERM'));
  };

  it('takes nothing new, answers in full what is in flight, and exits with 0', async () => {
    const answer = post();
    await terminated();
    await expect(fetch(running.url)).rejects.toThrow('fetch failed');
    held?.writeHead(204).end();
    const response = await answer;
    expect(response.status).toBe(400);
    expect(response.headers.get('connection')).toBe('close');
    expect(await response.json()).toMatchObject({
      error: { code: 'no_export_files' },
      notices: [{ channel: 'webhook', ok: true }],
    });
    expect(await running.exited()).toBe(0);
    expect(running.entries.find(({ message }) => message === 'Looking at the export')).toMatchObject({
      severity: 'INFO',
      'logging.googleapis.com/trace': `projects/my-shop-123/traces/${TRACE}`,
      'logging.googleapis.com/labels': { function: 'modelTraining', job: 'modelTraining' },
    });
  });

  it('waits for a job whose caller has gone', async () => {
    const caller = new AbortController();
    const answer = post({ signal: caller.signal });
    await vi.waitFor(() => expect(held).toBeDefined(), { timeout: 10_000 });
    caller.abort();
    await expect(answer).rejects.toThrow('aborted');
    running.child.kill('SIGTERM');
    await vi.waitFor(() => expect(running.log).toContain('Stopping: SIGTERM'));
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(running.child.exitCode).toBeNull();
    held?.writeHead(404).end();
    expect(await running.exited()).toBe(0);
    expect(running.log).toContain('The webhook answered 404.');
  });

  it('says 503 to who would have to wait for longer than Cloud Run does, and exits with 0', async () => {
    const answer = post();
    await terminated();
    const begun = performance.now();
    const response = await answer;
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ error: { code: 'stopping' } });
    expect(await running.exited()).toBe(0);
    expect(performance.now() - begun).toBeLessThan(10_000);
    expect(running.entries.filter(({ severity }) => severity === 'ERROR')).not.toEqual([]);
  }, 20_000);
});

describe('errors that nobody catches', () => {
  afterEach(() => running.child.kill('SIGKILL'));

  it('are never shown to the caller, though this is not production, and the others are served on', async () => {
    running = await start('stray-errors.js', 'strayErrors', { NODE_ENV: 'development' });
    const response = await fetch(`${running.url}thrown`);
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({ error: { code: 'internal_error' } });
    expect((await fetch(running.url)).status).toBe(200);
    const errors = running.entries.filter(({ severity }) => severity === 'ERROR');
    expect(errors).toMatchObject([
      { error: { message: 'a secret of the server' }, stack_trace: expect.stringContaining('stray-errors.js') },
    ]);
    expect(await running.stop()).toBe(0);
  }, 60_000);

  it('end the process with 1 when they belong to no request, after they were logged and all was closed', async () => {
    running = await start('stray-errors.js', 'strayErrors', { CRASH_AFTER_MS: '1500' });
    expect(await running.exited()).toBe(1);
    expect(running.entries.map(({ severity, message }) => `${severity} ${message}`)).toEqual([
      'ERROR Unhandled rejection',
      'INFO Stopping: an error that nobody caught',
      'INFO Closed',
    ]);
  }, 60_000);
});
