import { glob, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, relative, resolve } from 'node:path';
import { PropensityError } from '@propensity/core';
import { parseConfig } from '@propensity/core/config';
import type { GlobalOptions } from '../global-options.js';
import type { Io } from '../io.js';
import { type Outcome, outcome } from '../outcome.js';
import { gcpSection, type InitGcpOptions } from './init-gcp.js';
import { Questions } from './questions.js';

export interface InitOptions extends GlobalOptions, InitGcpOptions {
  readonly stack: 'local' | 'gcp';
  readonly events?: string;
  readonly target?: string;
  readonly typescript?: boolean;
}

const DEFAULT_EVENTS = 'export/events_*.parquet';
const DEFAULT_TARGET = 'purchase';

/** Writes a configuration that works; asks on a terminal, never overwrites unless asked to. */
export async function init(io: Io, options: InitOptions): Promise<Outcome> {
  const file = resolve(
    io.cwd,
    options.config ?? (options.typescript === true ? 'propensity.config.ts' : 'propensity.config.json'),
  );
  const onTerminal = io.in?.isTTY === true && io.err.isTTY === true;
  const questions = new Questions(io, onTerminal && options.yes !== true && options.json !== true);
  if ((await exists(file)) && options.yes !== true && !(await questions.confirm(`Replace ${file}?`))) {
    throw new PropensityError('config_exists', `${file} is there already.`, {
      kind: 'refused',
      hint: 'Edit it, or replace it with --yes.',
    });
  }
  const where =
    options.stack === 'gcp'
      ? { stack: options.stack, gcp: await gcpSection(options, questions) }
      : { source: { events: await eventsOf(io, options, questions) } };
  const target = await questions.text('Which event should be predicted?', options.target, DEFAULT_TARGET);
  const config = { ...where, target: { event: target } };
  parseConfig(config);
  await write(file, textOf(config, extname(file)));
  const shown = relative(io.cwd, file);
  const credentials = options.stack === 'gcp' ? ['gcloud auth application-default login (once)'] : [];
  const next = [...credentials, 'propensity doctor'].join(', then ');
  return outcome({ job: 'init', file, config }, `Wrote ${shown}.\nNext: ${next}`);
}

async function eventsOf(io: Io, options: InitOptions, questions: Questions): Promise<string | undefined> {
  const proposal = options.events ?? (await findExport(io.cwd)) ?? DEFAULT_EVENTS;
  return questions.text('Where are the day files of the GA4 export?', options.events, proposal);
}

/** The file in the language of its extension. TypeScript imports a type only, which Node strips: no package is needed. */
function textOf(config: unknown, extension: string): string {
  const json = JSON.stringify(config, null, 2);
  if (extension === '.ts') {
    return `import type { PropensityConfigInput } from '@propensity/core/config';\n\nexport default ${json} satisfies PropensityConfigInput;\n`;
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

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
