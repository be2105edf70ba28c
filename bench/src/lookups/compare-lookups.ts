import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { median } from '../median.js';
import { ask } from './ask.js';
import { MeasuredServer } from './measured-server.js';
import { prepareLookups, userOf } from './prepare-lookups.js';

const WARM_UP = 3000;
const MAX_WARM_UPS = 10;
const FRAMEWORK = createRequire(import.meta.url).resolve('@google-cloud/functions-framework');

/** What answers as getProba does, and knows the answer. */
const BARE = `const { http } = require(${JSON.stringify(FRAMEWORK)});
http('bare', (request, response) => response.json({ user_id: request.query.user_id, proba: 0.123456789012345, date: '2026-02-01', predicted_week: '2026-01-01', model: 'purchase-0', stale: true }));
`;

export interface LookupTime {
  readonly name: string;
  /** Median over the rounds of the server's processor time per request, in milliseconds. */
  readonly cpuMs: number;
  /** How many times that of the bare function. */
  readonly ratio: number;
  /** Median over the rounds of the 99th percentile of what a caller waited, in milliseconds. */
  readonly p99Ms: number;
  readonly rssMb: number;
  /** Median over the rounds of the requests that were answered in a second, with 8 on their way at any time. */
  readonly perSecond: number;
}

/** What lookups are answered from. */
export type LookupStore = 'file' | 'firestore';

interface Contender {
  readonly name: string;
  readonly path: string;
  readonly server: MeasuredServer;
  readonly cpuMs: number[];
  readonly p99Ms: number[];
  readonly perSecond: number[];
  rssMb: number;
}

export interface CompareOptions {
  /** The checkout, built. */
  readonly root: string;
  /** Where to put the warehouse. */
  readonly folder: string;
  readonly users: number;
  readonly rounds: number;
  readonly requests: number;
  readonly store: LookupStore;
  readonly report: (line: string) => void;
}

/**
 * Measures the processor time of a lookup: under functions-framework and by `propensity serve`, with a configuration that
 * leaves everything at its default, log lines included, beside a bare function of the framework that answers as much. All
 * servers run at once and are asked in turn, so that what else the machine does falls on all of them alike. Firestore is Google's emulator, in a
 * process of its own, whose processor time is not counted, but whose answers are waited for.
 */
export async function compareLookups(options: CompareOptions): Promise<readonly LookupTime[]> {
  const { root, folder, users, rounds, requests, store, report } = options;
  const config = await prepareLookups(folder, store === 'file' ? users : 1);
  // Google's clients are loaded where they are used alone.
  const firestore =
    store === 'firestore' ? await (await import('./prepare-firestore.js')).prepareFirestore(folder, users) : null;
  if (firestore !== null) report(`${firestore.writtenPerSecond.toFixed(0)} documents written a second`);
  writeFileSync(join(folder, 'bare.cjs'), BARE);
  const framework = async (target: string, source: string, ...args: string[]) => {
    const port = await freePort();
    const main = join(dirname(FRAMEWORK), 'main.js');
    const argv = [main, `--target=${target}`, `--source=${source}`, `--port=${port}`, ...args];
    return MeasuredServer.start(argv, folder, `http://127.0.0.1:${port}`);
  };
  const entry = join(root, 'packages/functions/dist/entry.js');
  const cli = join(root, 'packages/cli/dist/main.js');
  const servers: Contender[] = [];
  const add = (name: string, path: string, server: MeasuredServer) =>
    servers.push({ name, path, server, cpuMs: [], p99Ms: [], perSecond: [], rssMb: 0 });
  try {
    add('bare function', '/', await framework('bare', join(folder, 'bare.cjs')));
    const asked = firestore?.config ?? config;
    add(`getProba under functions-framework, ${store}`, '/', await framework('getProba', entry, `--config=${asked}`));
    const serve = [cli, 'serve', '--port', '0', '--config', asked];
    add(`propensity serve, ${store}`, '/getProba', await MeasuredServer.start(serve, folder, /(http:\/\/[\d.]+:\d+)/));
    const addressAt = (base: string) => (number: number) => `${base}?user_id=${userOf((number * 104_729) % users)}`;
    for (const { path, server } of servers) await warmUp(() => ask(WARM_UP, addressAt(server.url + path)));
    for (let round = 1; round <= rounds; round++) {
      for (const contender of servers) {
        const { name, path, server } = contender;
        const before = await server.usage();
        const begun = performance.now();
        const took = await ask(requests, addressAt(server.url + path));
        contender.perSecond.push(requests / ((performance.now() - begun) / 1000));
        const after = await server.usage();
        contender.cpuMs.push((after.cpuMs - before.cpuMs) / requests);
        contender.p99Ms.push(took.toSorted()[Math.floor(0.99 * requests)]!);
        contender.rssMb = after.rssMb;
        report(`round ${round} of ${rounds}: ${name} ${contender.cpuMs.at(-1)!.toFixed(3)} ms`);
      }
    }
  } finally {
    for (const { server } of servers) await server.stop();
    await firestore?.emulator.stop();
  }
  const bare = median(servers[0]!.cpuMs);
  return servers.map(({ name, cpuMs, p99Ms, perSecond, rssMb }) => ({
    name,
    cpuMs: median(cpuMs),
    ratio: median(cpuMs) / bare,
    p99Ms: median(p99Ms),
    perSecond: median(perSecond),
    rssMb,
  }));
}

/** A Firestore that has just been filled may take longer for its first answers than a lookup waits, and lookups leave it alone for some seconds then. */
async function warmUp(asking: () => Promise<unknown>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await asking();
      return;
    } catch (error) {
      if (tries === MAX_WARM_UPS) throw error;
      await new Promise((resolve) => setTimeout(resolve, 6000));
    }
  }
}

async function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
