import { defineConfig } from 'vitest/config';

const ON_SERVERS = 'packages/*/test/gcp/**/*.test.ts';
const support = 'packages/gcp-testing/src';

export default defineConfig({
  // Tests run the sources, so that no build has to be fresh.
  resolve: { conditions: ['@propensity/source'] },
  ssr: { resolve: { conditions: ['@propensity/source', 'node'] } },
  test: {
    testTimeout: 60_000,
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
          // One file at a time, after the others: there is one BigQuery server, and it takes all of the machine.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
