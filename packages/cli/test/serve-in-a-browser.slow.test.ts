import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConfig, settingsOf } from '@propensity/core/config';
import type { PredictResult, ProbaResult } from '@propensity/core/jobs';
import { admission, coreJobs, createHandlers, type RunningServer, type Stack, serve } from '@propensity/functions';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BROWSERS, browser, openPage } from '../../core/test/support/headless-browser.js';

const SCORE: ProbaResult = {
  user_id: 'u1',
  proba: 0.123456789,
  predicted_week: '2026-01-27',
  predicted_at: '2026-01-28T06:00:00.000Z',
  model: 'm',
  target: 'purchase',
  horizon_days: 7,
  selected: null,
};
let runs: number;
let lookups: number;
let served: RunningServer;
let pages: Server;
let profile: string;

/** What a page of the origin tries: every way that browsers have of sending a request, and of reading an answer. */
const attack = (target: string) => `<!doctype html><title>working</title><script>
const target = ${JSON.stringify(target)};
const read = [];
const seen = (how) => (text) => { if (text !== undefined && String(text).includes('0.123456789')) read.push(how); };
const attempts = [
  fetch(target + '/getProba?user_id=u1').then((r) => r.text()).then(seen('fetch')),
  fetch(target + '/getProba?user_id=u1', { mode: 'no-cors' }).then((r) => r.text()).then(seen('no-cors')),
  fetch(target + '/getProba?user_id=u1', { credentials: 'include', headers: { 'X-Mine': '1' } }).then((r) => r.text()).then(seen('preflight')),
  fetch(target + '/predictions', { method: 'POST', body: '{}' }),
  fetch(target + '/predictions', { method: 'POST' }),
  fetch(target + '/predictions', { method: 'POST', mode: 'no-cors', body: '{}' }),
  fetch(target + '/predictions', { method: 'POST', mode: 'no-cors', body: new URLSearchParams({ a: 'b' }) }),
  fetch(target + '/predictions', { method: 'POST', body: '{}', headers: { 'Content-Type': 'application/json' } }),
  new Promise((done) => done(navigator.sendBeacon(target + '/predictions', '{}'))),
  new Promise((done) => { const s = document.createElement('script'); s.src = target + '/getProba?user_id=u1'; s.onload = s.onerror = done; document.head.append(s); }),
  new Promise((done) => { const f = document.createElement('iframe'); f.name = 'f'; f.src = target + '/getProba?user_id=u1'; f.onload = () => { try { seen('iframe')(f.contentDocument.body.innerText); } catch {} done(); }; document.documentElement.append(f); }),
  new Promise((done) => { const f = document.createElement('form'); f.method = 'post'; f.enctype = 'text/plain'; f.action = target + '/predictions'; f.target = 'posted'; const i = document.createElement('iframe'); i.name = 'posted'; i.onload = done; document.documentElement.append(i, f); f.submit(); setTimeout(done, 1500); }),
];
Promise.allSettled(attempts).then(() => new Promise((done) => setTimeout(done, 500))).then(() => { document.title = 'done'; document.body.innerText = JSON.stringify({ read: read.sort() }); });
</script><body></body>`;

const open = (address: string, ...flags: string[]) => openPage(address, profile, flags);

describe.skipIf(browser === undefined)(`in a real browser (skipped without one of ${BROWSERS.join(', ')})`, () => {
  beforeAll(async () => {
    profile = await mkdtemp(join(tmpdir(), 'propensity-browser-'));
    const settings = settingsOf(parseConfig({ source: { events: 'x' }, target: { event: 'purchase' } }), 'test');
    const stack = {
      ports: { clock: () => Date.UTC(2026, 0, 29) },
      settings,
      shared: true,
      serving: { cacheSeconds: 0, cacheEntries: 1 },
      notices: { channels: [], on: [] },
      close: async () => {},
    } as unknown as Stack;
    const jobs = {
      ...coreJobs,
      getProba: async () => {
        lookups += 1;
        return { ...SCORE, stale: false };
      },
      predictions: async () => {
        runs += 1;
        return { job: 'predictions' } as unknown as PredictResult;
      },
    };
    const { propensity } = createHandlers(async () => stack, {
      jobs,
      log: () => {},
      admission: admission({ listensOn: '127.0.0.1', hosts: [], token: undefined }),
    });
    served = await serve({ handler: propensity, port: 0 });
    pages = createServer((request, response) => {
      response.setHeader('Content-Type', 'text/html');
      const target = new URL(request.url ?? '/', 'http://localhost').searchParams.get('target');
      response.end(attack(target ?? ''));
    });
    await new Promise<void>((done) => pages.listen(0, '127.0.0.1', done));
    [runs, lookups] = [0, 0];
  }, 30_000);
  afterAll(async () => {
    await served.stop();
    pages.close();
    await rm(profile, { recursive: true, force: true });
  });

  const pageOn = (host: string, target: string) =>
    `http://${host}:${(pages.address() as AddressInfo).port}/?target=${encodeURIComponent(target)}`;

  it('a page that the server would answer can read a score and start a job: the attempts are real', async () => {
    // Of the server's own origin, which nothing but this test serves pages of.
    const before = served.server.listeners('request');
    served.server.removeAllListeners('request').on('request', (request, response) => {
      if (request.url?.startsWith('/page')) response.setHeader('Content-Type', 'text/html').end(attack(''));
      else for (const listener of before) listener.call(served.server, request, response);
    });
    const dom = await open(`${served.url}/page`);
    served.server.removeAllListeners('request');
    for (const listener of before) served.server.on('request', listener as () => void);
    expect(dom).toContain('"read":["fetch"');
    expect(runs).toBeGreaterThanOrEqual(5);
    expect(lookups).toBeGreaterThanOrEqual(3);
  }, 120_000);

  it.each<[string, string, (port: number) => string, readonly string[]]>([
    ['of another origin', '127.0.0.1', (port) => `http://127.0.0.1:${port}`, []],
    ['of another name of this machine', 'localhost', (port) => `http://localhost:${port}`, []],
    [
      'whose name has been given the address of this machine (DNS rebinding)',
      'evil.example',
      (port) => `http://evil.example:${port}`,
      ['--host-resolver-rules=MAP evil.example 127.0.0.1'],
    ],
    [
      'of another name',
      'evil.example',
      (port) => `http://127.0.0.1:${port}`,
      ['--host-resolver-rules=MAP evil.example 127.0.0.1'],
    ],
  ])(
    'a page %s can do neither',
    async (_what, host, targetAt, flags) => {
      [runs, lookups] = [0, 0];
      const port = Number(new URL(served.url).port);
      const dom = await open(pageOn(host, targetAt(port)), ...flags);
      expect(dom).toContain('{"read":[]}');
      expect({ runs, lookups }).toEqual({ runs: 0, lookups: 0 });
    },
    120_000,
  );

  it('a page whose name now means this server, of the same origin then, can do neither', async () => {
    [runs, lookups] = [0, 0];
    const port = new URL(served.url).port;
    const before = served.server.listeners('request');
    // The page itself comes from where the name led to before.
    served.server.removeAllListeners('request').on('request', (request, response) => {
      if (request.url?.startsWith('/page')) response.setHeader('Content-Type', 'text/html').end(attack(''));
      else for (const listener of before) listener.call(served.server, request, response);
    });
    const dom = await open(`http://evil.example:${port}/page`, '--host-resolver-rules=MAP evil.example 127.0.0.1');
    served.server.removeAllListeners('request');
    for (const listener of before) served.server.on('request', listener as () => void);
    expect(dom).toContain('{"read":[]}');
    expect({ runs, lookups }).toEqual({ runs: 0, lookups: 0 });
  }, 120_000);
});
