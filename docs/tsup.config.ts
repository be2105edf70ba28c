import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/generate.ts'],
  format: ['esm'],
  clean: true,
  target: 'node22',
  // Commands are listed, not run: what they would load is left where it is.
  external: [/^@propensity\//, '@clack/prompts', '@duckdb/node-api', 'typescript'],
});
