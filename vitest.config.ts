import { defineConfig } from 'vitest/config';
import { SERVER_PAIRS } from './packages/gcp-testing/src/servers/server-pairs.js';

const SYSTEM = '{packages/*,bench,docs}/test/**/*.system.test.ts';
const SLOW = '{packages/*,bench,docs}/test/**/*.slow.test.ts';
const ON_SERVERS = 'packages/*/test/gcp/**/*.test.ts';
const SLOW_ON_SERVERS = 'packages/*/test/gcp/**/*.slow.test.ts';

const support = 'packages/gcp-testing/src';
const onlyLoopback = `${support}/network/setup-only-loopback.ts`;
const onlyThisProcess = `${support}/processes/setup-only-this-process.ts`;

/** After the others, and as many files at once as there are BigQuery servers, each of which takes about a core. */
const onServers = {
  globalSetup: [`${support}/servers/global-setup.ts`],
  maxWorkers: SERVER_PAIRS,
  testTimeout: 240_000,
  // The first hook of a file loads an export into the server, which may be busy with another file's.
  hookTimeout: 240_000,
};

export default defineConfig({
  // Tests run the sources, so that no build has to be fresh.
  resolve: { conditions: ['@propensity/source'] },
  ssr: { resolve: { conditions: ['@propensity/source', 'node'] } },
  test: {
    testTimeout: 60_000,
    // Hooks start servers and simulate shops.
    hookTimeout: 60_000,
    // Every core: vitest leaves one out, which is half of the machines that CI has.
    maxWorkers: '100%',
    setupFiles: [onlyLoopback],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{packages/*,bench,docs,scripts}/test/**/*.test.ts'],
          exclude: [SYSTEM, SLOW, ON_SERVERS],
          setupFiles: [onlyThisProcess],
        },
      },
      {
        extends: true,
        // Tests that start processes, threads, local servers or shellcheck.
        test: { name: 'system', include: [SYSTEM] },
      },
      {
        extends: true,
        // The same for what takes long.
        test: { name: 'slow', include: [SLOW], exclude: [ON_SERVERS], testTimeout: 240_000, hookTimeout: 240_000 },
      },
      {
        extends: true,
        test: {
          name: 'gcp',
          include: [ON_SERVERS],
          exclude: [SLOW],
          ...onServers,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        // The same for what takes long.
        test: { name: 'gcp-slow', include: [SLOW_ON_SERVERS], ...onServers, sequence: { groupOrder: 3 } },
      },
      {
        extends: true,
        // What users install, from a registry of its own.
        test: {
          name: 'packed',
          include: ['packed/test/**/*.test.ts'],
          globalSetup: ['packed/src/global-setup.ts'],
          sequence: { groupOrder: 2 },
          testTimeout: 400_000,
          hookTimeout: 400_000,
        },
      },
    ],
  },
});
