import { defineConfig, type Options } from 'tsup';

// The workspace's packages are bundled from their sources, so that a measurement loads nothing that it does not use.
const bundled: Options = {
  format: ['esm'],
  target: 'node22',
  // Google's clients cannot be bundled as ES modules: what needs them is loaded as it was built.
  noExternal: [/^@propensity\/(?!gcp-)/],
  esbuildOptions: (options) => {
    options.conditions = ['@propensity/source'];
  },
};

export default defineConfig([
  {
    ...bundled,
    entry: { main: 'src/main.ts', 'helper-worker': 'src/threads/helper-worker.ts' },
    external: ['./e2e/e2e-command.js'],
    clean: ['!e2e/**'],
  },
  // By itself: in one bundle with the others it would load all of core, because code is split by files and core's index is one.
  {
    ...bundled,
    entry: { 'e2e-command': 'src/e2e/e2e-command.ts', 'helper-worker': 'src/threads/helper-worker.ts' },
    outDir: 'dist/e2e',
    clean: true,
  },
]);
