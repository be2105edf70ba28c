import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/index.ts', 'src/compute-threads.ts', 'src/compute-worker.ts'],
  format: ['esm', 'cjs'],
  dts: true,
  clean: true,
  target: 'node22',
});
