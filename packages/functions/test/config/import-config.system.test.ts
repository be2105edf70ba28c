import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const source = pathToFileURL(resolve(import.meta.dirname, '../../src/config/import-config.ts')).href;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'propensity-import-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** What Node itself makes of the file: the tests' own imports are vitest's. */
async function imported(file: string): Promise<{ value: unknown; stderr: string }> {
  const program = `import { importConfig } from '${source}';
console.log(JSON.stringify((await importConfig('${file}')).default));`;
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program]);
  return { value: JSON.parse(stdout), stderr };
}

async function written(name: string, files: Readonly<Record<string, string>>): Promise<string> {
  const home = join(folder, name);
  await mkdir(home);
  for (const [file, text] of Object.entries(files)) await writeFile(join(home, file), text);
  return home;
}

const importing = (days: string, type = '') => `import { defineConfig } from 'propensity';
import { lookbackDays } from '${days}';
const used${type} = lookbackDays;
export default defineConfig({ lookbackDays: used });
`;

describe('importConfig', () => {
  it.each([
    ['without a package.json', undefined],
    ['in a package of no type', '{}'],
    ['in a CommonJS package', '{"type":"commonjs"}'],
    ['in an ESM package', '{"type":"module"}'],
  ])('%s, a configuration imports defineConfig and files beside it, without a warning', async (name, manifest) => {
    const home = await written(name.replaceAll(' ', '-'), {
      ...(manifest === undefined ? {} : { 'package.json': manifest }),
      'days.ts': 'export const lookbackDays: number = 30;\n',
      'propensity.config.ts': importing('./days.ts', ': number'),
      'days.js': 'export const lookbackDays = 14;\n',
      'propensity.config.js': importing('./days.js'),
    });
    expect(await imported(join(home, 'propensity.config.ts'))).toEqual({ value: { lookbackDays: 30 }, stderr: '' });
    expect(await imported(join(home, 'propensity.config.js'))).toEqual({ value: { lookbackDays: 14 }, stderr: '' });
  });

  it('reads a CommonJS module in a CommonJS package', async () => {
    const home = await written('commonjs', {
      'package.json': '{"type":"commonjs"}',
      'propensity.config.js': 'const config = { lookbackDays: 7 };\nmodule.exports = config;\n',
    });
    expect((await imported(join(home, 'propensity.config.js'))).value).toEqual({ lookbackDays: 7 });
  });

  it('takes the package that is installed beside the configuration before its own', async () => {
    const home = await written('installed', { 'propensity.config.js': importing('./days.js'), 'days.js': '' });
    await writeFile(join(home, 'days.js'), 'export const lookbackDays = 14;\n');
    const installed = join(home, 'node_modules/propensity');
    await mkdir(installed, { recursive: true });
    await writeFile(join(installed, 'package.json'), '{"type":"module","exports":"./index.js"}');
    await writeFile(
      join(installed, 'index.js'),
      'export const defineConfig = (config) => ({ ...config, installed: true });',
    );
    const { value } = await imported(join(home, 'propensity.config.js'));
    expect(value).toEqual({ lookbackDays: 14, installed: true });
  });

  it('says of another package that it is not there', async () => {
    const home = await written('nowhere', {
      'propensity.config.js': "import 'nowhere-to-be-found';\nexport default {};\n",
    });
    await expect(imported(join(home, 'propensity.config.js'))).rejects.toThrow(
      "Cannot find package 'nowhere-to-be-found'",
    );
  });
});
