import { copyFile, readFile, stat, writeFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { join, resolve } from 'node:path';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { bundled } from '../src/bundled.js';
import { User } from '../src/user.js';

const PROGRAM = resolve(import.meta.dirname, 'programs/fit.ts');
const TSC = resolve(import.meta.dirname, '../../node_modules/typescript/bin/tsc');
const { npmrc, tools } = inject('packed');

let user: User;
/** What the program prints: the same however it is loaded. */
let printed: string;
beforeAll(async () => {
  user = await User.create(npmrc, join(process.execPath, '..'));
  await writeFile(join(user.folder, 'package.json'), '{"private":true}');
  await user.run('npm', ['install', '@propensity/core', 'propensity']);
  await copyFile(PROGRAM, join(user.folder, 'fit.mts'));
  const javascript = stripTypeScriptTypes(await readFile(PROGRAM, 'utf8'));
  await writeFile(join(user.folder, 'fit.mjs'), javascript);
  await writeFile(
    join(user.folder, 'fit.cjs'),
    javascript.replaceAll(/import {(.*)} from (.*);/g, 'const {$1} = require($2);'),
  );
  printed = (await user.run('node', ['fit.mjs'])).stdout;
});
afterAll(() => user.remove());

describe('@propensity/core in an empty folder', () => {
  it('fits as an ES module', () => {
    expect(printed).toMatch(/^0\.[6-9]\d{11}\n$/);
  });

  it.each(['fit.cjs', 'fit.mts'])('fits the same as %s', async (file) => {
    expect((await user.run('node', [file])).stdout).toBe(printed);
  });

  it('fits the same in a bundle for browsers, which asks for nothing of Node', async () => {
    const bundle = await readFile(await bundled(tools, user, 'fit.mts', ['--format=iife']), 'utf8');
    const lines: string[] = [];
    const console = { log: (line: string) => lines.push(`${line}\n`), warn: () => {} };
    runInNewContext(bundle, { console, TextEncoder, atob });
    expect(lines.join('')).toBe(printed);
  });

  it.each([
    ['node16', 'node16', ['fit.mts', 'config.mts', 'config.cts']],
    ['bundler', 'esnext', ['fit.mts', 'config.mts']],
  ])('has types for %s', async (moduleResolution, module, files) => {
    const config = `import { defineConfig, type PropensityConfigInput } from 'propensity';
import type { PropensityConfigInput as OfCore } from '@propensity/core/config';
const config: PropensityConfigInput = { target: { event: 'purchase' }, lookbackDays: 30 };
export const same: OfCore = config;
export const back: PropensityConfigInput = same;
export const defined = defineConfig(config);
// @ts-expect-error a key that there is not
export const wrong = defineConfig({ target: { event: 'purchase' }, lookbackDay: 30 });
`;
    for (const file of ['config.mts', 'config.cts']) await writeFile(join(user.folder, file), config);
    const options = ['--noEmit', '--strict', '--target', 'es2023', '--lib', 'es2023,dom', '--rootDir', '.'];
    await user.run('node', [TSC, ...options, '--module', module, '--moduleResolution', moduleResolution, ...files]);
  });

  it.each([
    ['rocAucScore', '@propensity/core', 8_000],
    ['rocAucScore', '@propensity/core/metrics', 8_000],
    ['LinearScorer', '@propensity/core/linear-model', 20_000],
  ])('%s of %s is a bundle below %i bytes', async (name, from, bytes) => {
    const file = `only-${name}-${from.split('/').at(-1)}.mjs`;
    await writeFile(join(user.folder, file), `export { ${name} } from '${from}';\n`);
    const { size } = await stat(await bundled(tools, user, file, ['--format=esm', '--minify']));
    console.log(`${name} of ${from}: ${size} bytes`);
    expect(size).toBeLessThan(bytes);
  });
});
