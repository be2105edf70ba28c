import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Tests run the sources, so that no build has to be fresh.
  resolve: { conditions: ['@propensity/source'] },
  ssr: { resolve: { conditions: ['@propensity/source', 'node'] } },
  test: {
    include: ['packages/*/test/**/*.test.ts', 'bench/test/**/*.test.ts'],
    testTimeout: 60_000,
  },
});
