import { defineConfig } from 'tsup';

export default defineConfig([
  { entry: ['src/index.ts'], format: ['esm', 'cjs'], dts: true, clean: true, target: 'node22' },
  // What functions-framework loads; it registers with the framework beside it, which therefore stays outside.
  { entry: ['src/entry.ts'], format: ['esm'], target: 'node22', external: ['@google-cloud/functions-framework'] },
]);
