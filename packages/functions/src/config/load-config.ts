import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, extname, resolve } from 'node:path';
import { PropensityError } from '@propensity/core';
import { type PropensityConfig, parseConfig } from '@propensity/core/config';
import { importConfig } from './import-config.js';
import { readJsonConfig } from './read-json-config.js';

/** What a configuration file is called, in the order in which they are looked for. */
export const CONFIG_FILE_NAMES = [
  'propensity.config.ts',
  'propensity.config.js',
  'propensity.config.json',
  'propensity.config.mts',
  'propensity.config.mjs',
  'propensity.config.cjs',
] as const;

export interface LoadedConfig {
  /** Absolute path of the file. */
  readonly file: string;
  /** Folder of the file: relative paths of the configuration stand against it. */
  readonly baseDirectory: string;
  readonly config: PropensityConfig;
}

/**
 * Reads and checks a configuration: JSON, or a module whose default export it is (TypeScript by Node's own type
 * stripping).
 * @param file Path, relative to `cwd`; undefined takes the first of `CONFIG_FILE_NAMES` that `cwd` holds.
 * @throws PropensityError `config_not_found`, `unreadable_config`, `invalid_json` or `invalid_config`, all of kind `usage`.
 */
export async function loadConfig(file: string | undefined, cwd: string): Promise<LoadedConfig> {
  const path = file === undefined ? defaultFile(cwd) : resolve(cwd, file);
  if (!existsSync(path)) throw notFound(`There is no file ${file ?? path}.`);
  const name = basename(path);
  const input =
    extname(path) === '.json' ? readJsonConfig(await readText(path), name) : await importDefault(path, name);
  return { file: path, baseDirectory: dirname(path), config: checked(input, name) };
}

function defaultFile(cwd: string): string {
  const found = CONFIG_FILE_NAMES.map((name) => resolve(cwd, name)).find((path) => existsSync(path));
  if (found === undefined) throw notFound(`There is no propensity.config.{ts,js,json} in ${cwd}.`);
  return found;
}

function notFound(message: string): PropensityError {
  return new PropensityError('config_not_found', message, {
    kind: 'usage',
    hint: 'Run "propensity init" to write one, or name yours with --config FILE.',
  });
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw unreadable(basename(path), cause);
  }
}

async function importDefault(path: string, name: string): Promise<unknown> {
  let module: { readonly default?: unknown };
  try {
    module = await importConfig(path);
  } catch (cause) {
    throw unreadable(name, cause);
  }
  if (module.default === undefined) {
    throw new PropensityError('invalid_config', `${name} has no default export.`, {
      kind: 'usage',
      hint: 'Write: export default { source: …, target: … };',
    });
  }
  return module.default;
}

function unreadable(name: string, cause: unknown): PropensityError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new PropensityError('unreadable_config', `${name} cannot be read: ${reason}`, {
    kind: 'usage',
    hint: 'Correct the file; a TypeScript configuration may only use types that can be stripped.',
    cause,
  });
}

function checked(input: unknown, name: string): PropensityConfig {
  try {
    return parseConfig(input);
  } catch (error) {
    if (!PropensityError.is(error)) throw error;
    const { code, kind, hint, details } = error;
    throw new PropensityError(code, `${name}: ${error.message}`, { kind, hint, details, cause: error });
  }
}
