import { glob, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, relative, resolve } from 'node:path';
import { PropensityError } from '@propensity/core';
import { parseConfig } from '@propensity/core/config';
import type { GlobalOptions } from '../global-options.js';
import type { Io } from '../io.js';
import { type Outcome, outcome } from '../outcome.js';
import { gcpSection, type InitGcpOptions } from './init-gcp.js';
import { zoneOfExport } from './init-zone.js';
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
  const asked = { ...where, target: { event: target } };
  const zone = options.stack === 'local' ? await settledZone(io, file, asked) : NOT_SETTLED;
  const config =
    zone.zone === null || !('source' in asked) ? asked : { ...asked, source: { ...asked.source, timeZone: zone.zone } };
  parseConfig(config);
  await write(file, textOf(config, extname(file)));
  // The JSON holds the zone, but not why there is none.
  if (options.json === true && zone.note !== '') io.err.write(`${zone.note}\n`);
  const shown = relative(io.cwd, file);
  const credentials = options.stack === 'gcp' ? ['gcloud auth application-default login (once)'] : [];
  const next = [...credentials, 'propensity doctor'].join(', then ');
  return outcome(
    { job: 'init', file, config },
    [`Wrote ${shown}.`, ...(zone.note === '' ? [] : [zone.note]), `Next: ${next}`].join('\n'),
  );
}

interface SettledZone {
  readonly zone: string | null;
  /** For whoever asked; empty when there is nothing to say. */
  readonly note: string;
}

const NOT_SETTLED: SettledZone = { zone: null, note: '' };

/** The time zone that the dates of the export were written in, so that nobody has to know it. */
async function settledZone(io: Io, file: string, config: object): Promise<SettledZone> {
  try {
    const found = await zoneOfExport(io, file, config);
    if (found === null) return NOT_SETTLED;
    const others = found.alike.slice(0, 3).join(', ');
    const alike = others === '' ? '' : ` (on the days that there are, ${others} would fit as well)`;
    return {
      zone: found.zone,
      note: `Time zone ${found.zone}: the dates of the events are their days in it${alike}.`,
    };
  } catch (error) {
    if (!PropensityError.is(error)) throw error;
    return { zone: null, note: `The export cannot be read yet: ${error.message} ${error.hint}` };
  }
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
