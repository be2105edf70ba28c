import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runSources } from '@propensity/gcp-testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Workplace } from './support/workplace.js';

let workplace: Workplace;
beforeEach(async () => {
  workplace = await Workplace.create();
});
afterEach(() => workplace.remove());

const MAIN = join(import.meta.dirname, '..', 'src', 'main.ts');
const run = async (...argv: string[]) => {
  const { exitCode, out, err } = await runSources(MAIN, argv, { cwd: workplace.folder }).ended;
  return { exitCode, out, err };
};
const LISTED = { exitCode: 0, out: '{"models":[]}\n', err: '' };

it.each([
  ['in a package of CommonJS', { type: 'commonjs' }],
  ['in a package of ES modules', { type: 'module' }],
  ['in a package that does not say', {}],
  ['where there is no package', null],
])('init writes TypeScript with defineConfig that loads %s, where nothing is installed', async (_, packageJson) => {
  if (packageJson !== null) await writeFile(join(workplace.folder, 'package.json'), JSON.stringify(packageJson));
  expect((await run('init', '--yes', '--format', 'ts')).exitCode).toBe(0);
  expect(await run('models', '--json')).toEqual(LISTED);
});

it('reads JavaScript in a package of CommonJS, whichever kind of module it is', async () => {
  await writeFile(join(workplace.folder, 'package.json'), '{"type":"commonjs"}');
  const config = { source: { events: 'export/*.parquet' }, target: { event: 'purchase' } };
  await writeFile(join(workplace.folder, 'old.js'), `module.exports = ${JSON.stringify(config)};`);
  await writeFile(join(workplace.folder, 'new.js'), `export default ${JSON.stringify(config)};`);
  for (const name of ['old.js', 'new.js']) expect(await run('models', '--json', '--config', name)).toEqual(LISTED);
});
