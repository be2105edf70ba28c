import { glob, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { spell } from '../../src/render/glyphs.js';

const PACKAGES = fileURLToPath(new URL('../../..', import.meta.url));
/** What draws in a way of its own in ASCII, and data rather than words. */
const OWN = new Set(['cli/src/render/glyphs.ts', 'cli/src/terminal-progress.ts']);

it('has an ASCII form for every sign in what the packages say', async () => {
  const unknown: string[] = [];
  let read = 0;
  for await (const file of glob('{cli,core,functions,gcp-adapters,local-adapters,warehouse-sql}/src/**/*.ts', {
    cwd: PACKAGES,
  })) {
    read++;
    if (OWN.has(file)) continue;
    const code = (await readFile(`${PACKAGES}/${file}`, 'utf8')).replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*/g, '');
    const signs = spell(code, { unicode: false }).match(/[^\s\x20-\x7e]/g);
    if (signs !== null) unknown.push(`${file}: ${[...new Set(signs)].join(' ')}`);
  }
  expect(read).toBeGreaterThan(300);
  expect(unknown).toEqual([]);
});
