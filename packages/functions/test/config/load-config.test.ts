import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load-config.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'propensity-config-'));
});
afterEach(() => rm(folder, { recursive: true }));

const CONFIG = { source: { events: 'export/*.parquet' }, target: { event: 'purchase' } };

describe('loadConfig', () => {
  it.each([
    ['propensity.config.json', `\uFEFF${JSON.stringify(CONFIG)}`],
    ['propensity.config.js', `export default ${JSON.stringify(CONFIG)};`],
    ['propensity.config.mjs', `export default ${JSON.stringify(CONFIG)};`],
    ['propensity.config.mts', `export default ${JSON.stringify(CONFIG)} as object;`],
    ['propensity.config.cjs', `module.exports = ${JSON.stringify(CONFIG)};`],
    ['propensity.config.ts', `const config: object = ${JSON.stringify(CONFIG)};\nexport default config;`],
  ])('finds and reads %s', async (name, text) => {
    await writeFile(join(folder, 'package.json'), '{"type":"module"}');
    await writeFile(join(folder, name), text);
    const { config, file, baseDirectory } = await loadConfig(undefined, folder);
    expect(config.target.event).toBe('purchase');
    expect(config.horizonDays).toBe(7);
    expect(file).toBe(join(folder, name));
    expect(baseDirectory).toBe(folder);
  });

  it('takes a path relative to the working directory, and its folder as the base', async () => {
    await writeFile(join(folder, 'shop.json'), JSON.stringify(CONFIG));
    const name = folder.split('/').at(-1);
    expect((await loadConfig(`${name}/shop.json`, tmpdir())).baseDirectory).toBe(folder);
  });

  it.each([
    ['no file by default', undefined, 'config_not_found', /propensity\.config/, /propensity init/],
    ['no file of that name', 'mine.json', 'config_not_found', /mine\.json/, /propensity init/],
    ['a comma too many', '{\n  "source": 1,\n}', 'invalid_json', /line 3 column 1/, /commas/],
    ['an end too early', '{\n  "source": {', 'invalid_json', /.+/, /commas/],
    ['an empty file', '', 'invalid_json', /.+/, /commas/],
    ['an unknown key', JSON.stringify({ ...CONFIG, lookbackDay: 3 }), 'invalid_config', /lookbackDays/, /Correct/],
    ['a list', '[]', 'invalid_config', /expected an object/, /Correct/],
  ])('%s → a usage error that says what to do', async (_, text, code, message, hint) => {
    if (text?.endsWith('.json') === false) await writeFile(join(folder, 'propensity.config.json'), text);
    const error = await loadConfig(text?.endsWith('.json') ? text : undefined, folder).catch((thrown) => thrown);
    expect(error).toMatchObject({ code, kind: 'usage' });
    expect(error.message).toMatch(message);
    expect(error.hint).toMatch(hint);
  });

  it.each([
    ['no default export', 'export const config = {};', 'invalid_config'],
    ['a syntax error', 'export default {', 'unreadable_config'],
    ['an import that is not there', "import 'nowhere-to-be-found';\nexport default {};", 'unreadable_config'],
  ])('a module with %s → %s', async (_, text, code) => {
    await writeFile(join(folder, 'propensity.config.ts'), text);
    await expect(loadConfig(undefined, folder)).rejects.toMatchObject({ code, kind: 'usage' });
  });

  it('a folder in place of a file is unreadable', async () => {
    await expect(loadConfig('propensity', join(folder, '..', '..', 'proc'))).rejects.toMatchObject({ kind: 'usage' });
  });
});
