import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { runSources, type SourcesProcess } from '@propensity/gcp-testing';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { fuzzedRequests } from './support/fuzzed-requests.js';
import { Workplace } from './support/workplace.js';

const MAIN = resolve(import.meta.dirname, '../src/main.ts');
/** How many requests: more with PROPENSITY_FUZZ, see CONTRIBUTING.md. */
const REQUESTS = Number(process.env.PROPENSITY_FUZZ ?? 3000);
const SEED = Number(process.env.PROPENSITY_FUZZ_SEED ?? 1);
const AT_ONCE = 24;
const MOST_ADDED_MB = 64;
/** What takes longer is given up: a request that never ends, say. */
const PATIENCE_MS = 400;

/** Has the server say at its end how large it was after the first lookups, and how large at most since. */
const PROBE = `
import { Server } from 'node:http';
import { writeSync } from 'node:fs';
let [requests, before, most] = [0, 0, 0];
const emit = Server.prototype.emit;
Server.prototype.emit = function (event, request) {
  if (event === 'request' && ++requests === ${2 * AT_ONCE * 20}) before = process.memoryUsage.rss();
  return emit.apply(this, arguments);
};
setInterval(() => { if (before > 0) most = Math.max(most, process.memoryUsage.rss()); }, 20).unref();
process.on('exit', () => writeSync(2, 'PROBE ' + JSON.stringify({ before, most, requests }) + '\\n'));
`;

let workplace: Workplace;
let server: SourcesProcess;
let url: URL;
beforeAll(async () => {
  workplace = await Workplace.create();
  const config = { source: { events: 'export/*.parquet' }, target: { event: 'purchase' } };
  await writeFile(join(workplace.folder, 'propensity.config.json'), JSON.stringify(config));
  server = runSources(MAIN, ['serve', '--port', '0'], {
    cwd: workplace.folder,
    env: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(PROBE)}` },
  });
  let said = '';
  server.process.stderr?.on('data', (chunk) => {
    said += chunk;
  });
  await vi.waitFor(() => expect(said).toContain('Serving at'), { timeout: 60_000 });
  url = new URL(/http:\/\/[\d.]+:\d+/.exec(said)![0]);
}, 90_000);
afterAll(async () => {
  server.process.kill('SIGKILL');
  await workplace.remove();
});

/** Sends bytes and gives back all that comes within the time there is. */
function send(bytes: Buffer): Promise<string> {
  return new Promise((done) => {
    const socket = connect(Number(url.port), url.hostname);
    let received = '';
    socket.setTimeout(PATIENCE_MS, () => socket.destroy());
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
    });
    socket.on('error', () => {});
    socket.on('close', () => done(received));
    socket.end(bytes);
  });
}

it(`answers ${REQUESTS} requests of all kinds without a failure of its own, and grows little`, async () => {
  const lookup = Buffer.from('GET /getProba?user_id=u1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  for (let round = 0; round < 40; round++) await Promise.all(Array.from({ length: AT_ONCE + 1 }, () => send(lookup)));

  const requests = fuzzedRequests(SEED);
  const statuses = new Map<number, number>();
  let sent = 0;
  const client = async () => {
    while (sent++ < REQUESTS) {
      const bytes = requests.next().value as Buffer;
      const answer = await send(bytes);
      const request = JSON.stringify(bytes.toString('latin1', 0, 600));
      for (const [, status, head] of answer.matchAll(/^HTTP\/1\.1 (\d{3}) [^\r]*\r\n([\s\S]*?)\r\n\r\n/gm)) {
        statuses.set(Number(status), (statuses.get(Number(status)) ?? 0) + 1);
        expect(Number(status), request).toBeLessThan(500);
        if (status !== '100') expect(head, request).toContain('Content-Type: application/json; charset=utf-8');
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, client));

  expect((await send(lookup)).split('\r\n')[0]).toBe('HTTP/1.1 404 Not Found');
  server.process.kill('SIGTERM');
  const { err, exitCode } = await server.ended;
  expect(exitCode).toBe(0);
  const { before, most } = JSON.parse(/PROBE (.*)/.exec(err)![1]!);
  const addedMb = (most - before) / 2 ** 20;
  console.log(
    `${REQUESTS} requests: ${JSON.stringify([...statuses].sort())}, ${addedMb.toFixed(1)} MB more than ${(before / 2 ** 20).toFixed(0)}`,
  );
  for (const status of [200, 400, 403, 404, 405, 413, 415]) expect(statuses.get(status) ?? 0).toBeGreaterThan(0);
  expect(addedMb).toBeLessThan(MOST_ADDED_MB);
}, 3_600_000);
