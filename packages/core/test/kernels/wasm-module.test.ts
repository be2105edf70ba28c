import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { kernelModule } from '../../scripts/build-kernels.js';

it('holds what assembly/kernels.ts compiles to', async () => {
  const module = readFileSync(new URL('../../src/kernels/wasm-module.ts', import.meta.url), 'utf8');
  expect(module, 'pnpm --filter @propensity/core kernels').toBe(await kernelModule());
});
