import { readFile, stat } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type PropensityConfig, PropensityError, parseConfig } from '@propensity/core';
import parseJson from 'parse-json';

/** A checked configuration and where its relative paths stand. */
export interface LoadedConfig {
  readonly config: PropensityConfig;
  readonly file: string;
  readonly baseDirectory: string;
}

const DEFAULT_NAMES = ['propensity.config.ts', 'propensity.config.js', 'propensity.config.json'];

/**
 * Reads and checks a configuration file: TypeScript and JavaScript by their default export, JSON otherwise.
 * @param file path against `workingDirectory`; the default names are tried when it is left out
 * @throws PropensityError `no_config`, `unreadable_config` or `invalid_config`, all of kind `usage`
 */
export async function loadConfig(file: string | undefined, workingDirectory: string): Promise<LoadedConfig> {
  const path = file === undefined ? await defaultFile(workingDirectory) : resolve(workingDirectory, file);
  if (!(await exists(path))) {
    throw usage(
      'no_config',
      `There is no configuration file ${path}.`,
      'Run "propensity init" to write one, or name it with --config.',
    );
  }
  const input = extname(path) === '.json' ? await readJson(path) : await importDefault(path);
  return { config: parseConfig(input), file: path, baseDirectory: dirname(path) };
}

async function defaultFile(workingDirectory: string): Promise<string> {
  for (const name of DEFAULT_NAMES) {
    const path = resolve(workingDirectory, name);
    if (await exists(path)) return path;
  }
  throw usage(
    'no_config',
    `There is no propensity.config.ts, .js or .json in ${workingDirectory}.`,
    'Run "propensity init" to write one, or name another file with --config.',
  );
}

async function readJson(path: string): Promise<unknown> {
  try {
    return parseJson(await readFile(path, 'utf8'), path);
  } catch (cause) {
    throw usage(
      'unreadable_config',
      `The configuration cannot be read: ${messageOf(cause)}`,
      'Correct the file.',
      cause,
    );
  }
}

async function importDefault(path: string): Promise<unknown> {
  try {
    const module = (await import(pathToFileURL(path).href)) as { default?: unknown };
    return module.default;
  } catch (cause) {
    throw usage(
      'unreadable_config',
      `The configuration ${path} cannot be loaded: ${messageOf(cause)}`,
      'It must be a module whose default export is the configuration.',
      cause,
    );
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

function usage(code: string, message: string, hint: string, cause?: unknown): PropensityError {
  return new PropensityError(code, message, { kind: 'usage', hint, cause });
}
