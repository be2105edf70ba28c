import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/index.ts', 'src/compute-threads.ts', 'src/compute-worker.ts'],
  format: ['esm', 'cjs'],
  // CommonJS has no import.meta.url, by which the threads find what they run.
  shims: true,
  dts: true,
  clean: true,
  target: 'node22',
});
