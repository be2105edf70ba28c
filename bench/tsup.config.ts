import { defineConfig } from 'tsup';

// The workspace's packages are bundled from their sources, so that a measurement loads nothing that it does not use.
export default defineConfig({
  entry: { main: 'src/main.ts', 'helper-worker': 'src/threads/helper-worker.ts' },
  format: ['esm'],
  clean: true,
  target: 'node22',
  noExternal: [/^@propensity\//],
  esbuildOptions: (options) => {
    options.conditions = ['@propensity/source'];
  },
});
