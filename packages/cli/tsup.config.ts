import { defineConfig, type Options } from 'tsup';

/**
 * The package holds all that it runs, of the workspace and of npm, but DuckDB, whose binary has a package for each kind of machine,
 * and Google's clients, which are for the stack `gcp` only.
 */
const bundled: Options = {
  target: 'node22',
  noExternal: [/^(?!@duckdb\/|@google-cloud\/|google-)/],
  esbuildOptions(options) {
    options.conditions = ['@propensity/source'];
  },
};

export default defineConfig([
  {
    ...bundled,
    // The threads that help a fit look for what they run beside the file that starts them.
    entry: { main: 'src/main.ts', 'compute-worker': '../local-adapters/src/compute-worker.ts' },
    format: ['esm'],
    // What is bundled of CommonJS asks for Node's modules.
    banner: {
      js: "import { createRequire as requireOf } from 'node:module';\nconst require = requireOf(import.meta.url);",
    },
    metafile: true,
    clean: true,
  },
  // Its types are written by scripts/write-config-types.mjs.
  { ...bundled, entry: ['src/index.ts'], format: ['esm', 'cjs'] },
]);
