import { defineConfig } from 'tsup';

export default defineConfig({
  entry: { index: 'src/index.ts', 'firestore-emulator': 'src/servers/firestore-emulator.ts' },
  format: ['esm', 'cjs'],
  dts: true,
  clean: true,
  target: 'node22',
});
