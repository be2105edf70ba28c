import { glob, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, relative, resolve } from 'node:path';
import { confirm, isCancel, text } from '@clack/prompts';
import { PropensityError, parseConfig } from '@propensity/core';
import type { GlobalOptions } from '../global-options.js';
import type { Io } from '../io.js';
import { type Outcome, outcome } from '../outcome.js';

export interface InitOptions extends GlobalOptions {
  readonly events?: string;
  readonly target?: string;
  readonly typescript?: boolean;
}

const DEFAULT_EVENTS = 'export/events_*.parquet';
const DEFAULT_TARGET = 'purchase';

/** Writes a configuration that works; asks on a terminal, never overwrites without being told to. */
export async function init(io: Io, options: InitOptions): Promise<Outcome> {
  const file = resolve(
    io.cwd,
    options.config ?? (options.typescript === true ? 'propensity.config.ts' : 'propensity.config.json'),
  );
  const asks = io.in?.isTTY === true && io.err.isTTY === true && options.yes !== true && options.json !== true;
  if (await exists(file)) {
    const replace =
      options.yes === true || (asks && (await ask(confirm({ message: `Replace ${file}?`, output: io.err }))));
    if (!replace) {
      throw new PropensityError('config_exists', `${file} is there already.`, {
        kind: 'refused',
        hint: 'Edit it, or replace it with --yes.',
      });
    }
  }
  const found = options.events ?? (await findExport(io.cwd)) ?? DEFAULT_EVENTS;
  const events =
    asks && options.events === undefined
      ? await ask(
          text({
            message: 'Where are the day files of the GA4 export?',
            initialValue: found,
            output: io.err,
          }),
        )
      : found;
  const target =
    asks && options.target === undefined
      ? await ask(
          text({
            message: 'Which event should be predicted?',
            initialValue: DEFAULT_TARGET,
            output: io.err,
          }),
        )
      : (options.target ?? DEFAULT_TARGET);
  const config = { source: { events }, target: { event: target } };
  parseConfig(config);
  await write(file, textOf(config, extname(file)));
  const shown = relative(io.cwd, file);
  return outcome({ job: 'init', file, config }, `Wrote ${shown}.\nNext: propensity doctor`);
}

/** The file in the language of its extension. TypeScript imports a type only, which Node strips: no package is needed. */
function textOf(config: unknown, extension: string): string {
  const json = JSON.stringify(config, null, 2);
  if (extension === '.ts') {
    return `import type { PropensityConfigInput } from '@propensity/core';\n\nexport default ${json} satisfies PropensityConfigInput;\n`;
  }
  return extension === '.json' ? `${json}\n` : `export default ${json};\n`;
}

async function write(file: string, content: string): Promise<void> {
  try {
    await writeFile(file, content);
  } catch (cause) {
    throw new PropensityError('config_not_written', `${file} cannot be written.`, {
      hint: 'Check that its folder is there and may be written to, or name another with --config FILE.',
      cause,
    });
  }
}

/** A glob for day files below the working directory, or null. */
async function findExport(cwd: string): Promise<string | null> {
  for await (const path of glob('{.,*,*/*}/events_[0-9]*.{parquet,json,json.gz}', { cwd })) {
    const extension = basename(path).replace(/^[^.]+/, '');
    return `${dirname(path)}/events_*${extension}`;
  }
  return null;
}

async function ask<T>(answer: Promise<T | symbol>): Promise<T> {
  const value = await answer;
  if (isCancel(value)) {
    throw new PropensityError('cancelled', 'Cancelled; nothing was written.', { kind: 'refused' });
  }
  return value as T;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
