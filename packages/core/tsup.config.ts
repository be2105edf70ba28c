import { readdirSync } from 'node:fs';
import { defineConfig } from 'tsup';

const rooms = readdirSync('src/entries').map((file) => [file.replace(/\.ts$/, ''), `src/entries/${file}`]);

export default defineConfig({
  entry: { index: 'src/index.ts', compute: 'src/compute.ts', ...Object.fromEntries(rooms) },
  format: ['esm', 'cjs'],
  // What two entries share is one piece of code in both formats, so that a class is the same class wherever it comes from.
  splitting: true,
  dts: true,
  clean: true,
  target: 'node22',
});
