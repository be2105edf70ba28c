import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
// Vitest loads this file without the conditions of the tests: nothing that it imports may import another package of ours.
import { removeSharedExports } from '../export/remove-shared-exports.js';
import { SERVER_PAIRS } from './server-pairs.js';
import type { TestServers } from './test-servers.js';

const SCRIPT = resolve(import.meta.dirname, '../../../../scripts/test-servers.mjs');
/** Exit code of the script where a server cannot be had on this machine. */
const UNAVAILABLE = 3;

const script = (...args: string[]) => promisify(execFile)(process.execPath, [SCRIPT, ...args]);

/**
 * Starts the servers before the first test of the tier, and stops them after the last. With PROPENSITY_REQUIRE_SERVERS
 * the tests fail where there are none; without it they are skipped.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const run = randomUUID().slice(0, 8);
  const folders: string[] = [];
  const pairs: TestServers[] = [];
  const stop = async () => {
    // A server that is named goes on with what is left on it.
    if (process.env.BIGQUERY_TEST_URL && pairs.length > 0) await removeSharedExports(pairs[0]!);
    for (const folder of folders) await script('stop', folder);
  };
  try {
    for (let pair = 0; pair < SERVER_PAIRS; pair++) {
      const { stdout } = await script('start', '--owner', String(process.pid));
      const { folder, bigquery, storage } = JSON.parse(stdout);
      folders.push(folder);
      pairs.push({
        bigquery: bigquery.url,
        storage: storage.url,
        run,
        ...(bigquery.grpc === undefined ? {} : { readApi: bigquery.grpc }),
      });
    }
    project.provide('testServers', pairs);
  } catch (error) {
    const { code, stderr, message } = error as Error & { readonly code?: number; readonly stderr?: string };
    const unavailable = stderr?.trim().split('\n').at(-1) || message;
    const skip = code === UNAVAILABLE && !process.env.PROPENSITY_REQUIRE_SERVERS;
    if (skip) process.stderr.write(`\nThe tests of the Google Cloud stack are skipped. ${unavailable}\n`);
    project.provide('testServers', { unavailable, skip });
  }
  return stop;
}
