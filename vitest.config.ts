import { defineConfig } from 'vitest/config';

const ON_SERVERS = 'packages/*/test/gcp/**/*.test.ts';

import { SERVER_PAIRS } from './packages/gcp-testing/src/servers/server-pairs.js';

const support = 'packages/gcp-testing/src';

export default defineConfig({
  // Tests run the sources, so that no build has to be fresh.
  resolve: { conditions: ['@propensity/source'] },
  ssr: { resolve: { conditions: ['@propensity/source', 'node'] } },
  test: {
    testTimeout: 60_000,
    // Every core: vitest leaves one out, which is half of the machines that CI has.
    maxWorkers: '100%',
    setupFiles: [`${support}/network/setup-only-loopback.ts`],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['packages/*/test/**/*.test.ts', 'bench/test/**/*.test.ts'],
          exclude: [ON_SERVERS],
        },
      },
      {
        extends: true,
        test: {
          name: 'gcp',
          include: [ON_SERVERS],
          globalSetup: [`${support}/servers/global-setup.ts`],
          // After the others, and as many files at once as there are BigQuery servers, each of which takes about a core.
          maxWorkers: SERVER_PAIRS,
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
