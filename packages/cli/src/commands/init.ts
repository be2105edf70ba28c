import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, extname, relative, resolve } from 'node:path';
import { PropensityError } from '@propensity/core';
import { type PropensityConfigInput, parseConfig, sourceTypeOf } from '@propensity/core/config';
import type { DoctorReport } from '@propensity/core/jobs';
import { describeTarget, targetRule } from '@propensity/core/question';
import type { GlobalOptions } from '../global-options.js';
import { type ConfigFormat, configText } from '../init/config-text.js';
import { fittedConfig } from '../init/fitted-config.js';
import { gcpSection, type InitGcpOptions } from '../init/gcp-section.js';
import { proposedTarget } from '../init/likely-targets.js';
import { Questions } from '../init/questions.js';
import { schemaReference, writeSchema } from '../init/schema-reference.js';
import { lookAtExport, type SeenExport } from '../init/seen-export.js';
import { sourceAt } from '../init/source-at.js';
import type { Io } from '../io.js';
import { type Outcome, outcome } from '../outcome.js';
import { count } from '../render/format.js';
import { renderInit } from '../render/render-init.js';
import type { InitResult } from '../results.js';
import { tell } from '../tell.js';
import { terminalProgress } from '../terminal-progress.js';

export interface InitOptions extends GlobalOptions, InitGcpOptions {
  readonly stack: 'local' | 'gcp';
  readonly events?: string;
  readonly target?: string;
  readonly format?: ConfigFormat;
  /** The same as `format` "ts". */
  readonly typescript?: boolean;
  readonly force?: boolean;
}

const DEFAULT_EVENTS = 'export/events_*.parquet';
const DEFAULT_TARGET = 'purchase';
const ANOTHER = 'another event';

/**
 * Reads the export, asks on a terminal what it does not say, and writes a configuration under which doctor passes with the days there
 * are. Never overwrites a file unless asked to.
 * @throws PropensityError `config_exists`, `missing_option` where nobody can be asked, `invalid_config`, `config_not_written`
 */
export async function init(io: Io, options: InitOptions): Promise<Outcome> {
  const file = resolve(io.cwd, options.config ?? `propensity.config.${formatOf(options)}`);
  const onTerminal = io.in?.isTTY === true && io.err.isTTY === true;
  const questions = new Questions(io, onTerminal && options.yes !== true && options.json !== true);
  await assertWritable(file, options, questions);
  const progress = terminalProgress(io, options.quiet === true || options.json === true);
  try {
    const { config, seen, report, note } = await settle(io, file, options, questions, progress);
    parseConfig(config);
    const written = await write(file, config, report);
    progress.stop();
    // What the JSON does not hold.
    if (options.json === true && note !== '') tell(io, note);
    const json: InitResult = {
      job: 'init',
      file,
      config: written,
      ...(seen === null ? {} : { export: { ...seen, zone: seen.zone?.zone ?? null } }),
      ...(report === null ? {} : { ok: report.ok, windows: report.windows }),
    };
    const made = {
      seen,
      events: eventsOf(config),
      target: describeTarget(targetRule(config.target)),
      report,
      note,
      file: relative(io.cwd, file),
      next: nextOf(options, report),
    };
    return outcome(json, (screen) => renderInit(made, screen));
  } finally {
    progress.stop();
  }
}

interface Settled {
  readonly config: PropensityConfigInput;
  readonly seen: SeenExport | null;
  readonly report: DoctorReport | null;
  /** For whoever asked; empty when there is nothing to say. */
  readonly note: string;
}

async function settle(
  io: Io,
  file: string,
  options: InitOptions,
  questions: Questions,
  progress: ReturnType<typeof terminalProgress>,
): Promise<Settled> {
  const place = await placeOf(file, options, questions);
  const asked = (event: string): PropensityConfigInput => ({ ...place, target: { event } });
  // Checked before the export is read for it.
  if (options.target !== undefined) parseConfig(asked(options.target));
  try {
    const seen = await lookAtExport(
      io,
      { file, config: asked(options.target ?? DEFAULT_TARGET), progress },
      options.target,
    );
    progress.stop();
    const event = await targetOf(options, questions, seen);
    if (seen === null) {
      const note = `${noDays(place)}, then run "propensity doctor".`;
      return { config: asked(event), seen, report: null, note };
    }
    const zone = seen.zone === null ? {} : { timeZone: seen.zone.zone };
    const source = { ...place.source, ...zone } as PropensityConfigInput['source'];
    const config = { ...asked(event), source };
    return { ...(await fittedConfig(io, { file, config, progress })), seen, note: '' };
  } catch (error) {
    if (!PropensityError.is(error) || ASKED.has(error.code)) throw error;
    progress.stop();
    const event = await targetOf(options, questions, null);
    const note = `The export cannot be read yet: ${error.message} ${error.hint}`;
    return { config: asked(event), seen: null, report: null, note };
  }
}

/** Where the export is, as a configuration says it. */
type Place = Pick<PropensityConfigInput, 'stack' | 'gcp' | 'source'>;

async function placeOf(file: string, options: InitOptions, questions: Questions): Promise<Place> {
  if (options.stack !== 'gcp') return { source: sourceAt(await whichExport(file, options, questions)) };
  const gcp = await gcpSection(options, questions);
  const type = sourceTypeOf(gcp.eventsDataset!);
  return { stack: 'gcp', gcp, ...(type === 'ga4' ? {} : { source: { type } }) } as Place;
}

function noDays({ gcp, source }: Place): string {
  return gcp === undefined
    ? `There is no day file at ${eventsIn(source)} yet. Put the export there`
    : `There is no table of a day in ${gcp.eventsDataset} yet. Analytics makes the first within a day of being linked to BigQuery; wait for it`;
}

/** Errors of the questions, not of the export. */
const ASKED: ReadonlySet<string> = new Set(['cancelled', 'missing_option', 'invalid_config']);

async function whichExport(file: string, options: InitOptions, questions: Questions): Promise<string> {
  if (options.events !== undefined) return options.events;
  const { exportsBelow } = await import('@propensity/functions');
  const found = await exportsBelow(dirname(file));
  if (found.length > 1) {
    const choices = found.map(({ events, days, firstDay, lastDay }) => ({
      value: events,
      hint: `${days} days, ${firstDay} to ${lastDay}`,
    }));
    return questions.choice('Which of these is the export?', choices);
  }
  const proposal = found[0]?.events;
  if (proposal !== undefined) return proposal;
  return (await questions.text('Where are, or will be, the day files of the export?', undefined, DEFAULT_EVENTS))!;
}

/** The event to predict. @throws PropensityError `missing_option` where it is not given, nobody can be asked, and nothing may be taken for granted */
async function targetOf(options: InitOptions, questions: Questions, seen: SeenExport | null): Promise<string> {
  if (options.target !== undefined) return options.target;
  const proposed = proposedTarget(seen?.events ?? []);
  if (!questions.asks && options.yes !== true) {
    const names = seen?.events.slice(0, LISTED_NAMES).map(({ name }) => name) ?? [];
    throw new PropensityError('missing_option', 'Nobody can be asked here which event is to be predicted.', {
      kind: 'usage',
      hint:
        `Pass --target EVENT, or --yes to take "${proposed ?? DEFAULT_TARGET}".` +
        (names.length === 0 ? '' : ` Events in the export: ${names.join(', ')}.`),
      details: { missing: ['--target'] },
    });
  }
  if (seen === null || seen.events.length === 0) {
    return (await questions.text('Which event should be predicted?', undefined, DEFAULT_TARGET))!;
  }
  const inOrder = [...seen.events].sort((a, b) => Number(b.name === proposed) - Number(a.name === proposed));
  const choices = inOrder.map(({ name, users, positives }) => ({
    value: name,
    hint: `${count(users)} users in a week${positives === null ? '' : `, ${count(positives)} of them known before`}`,
  }));
  if (!questions.asks) return choices[0]!.value;
  const answer = await questions.choice('Which event should be predicted?', [...choices, { value: ANOTHER, hint: '' }]);
  return answer === ANOTHER ? (await questions.text('What is it called?', undefined, DEFAULT_TARGET))! : answer;
}

const LISTED_NAMES = 12;

/** @throws PropensityError `config_exists` where a file is there and is not to be replaced */
async function assertWritable(file: string, { config, force }: InitOptions, questions: Questions): Promise<void> {
  const { CONFIG_FILE_NAMES } = await import('@propensity/functions');
  const others = config === undefined ? CONFIG_FILE_NAMES.map((name) => resolve(dirname(file), name)) : [];
  const other = others.find((path) => path !== file && existsSync(path));
  if (other !== undefined)
    throw configExists(
      other,
      `Edit it, or replace it by "propensity init --config ${relative(dirname(file), other)} --force".`,
    );
  if (!existsSync(file) || force === true) return;
  if (questions.asks && (await questions.confirm(`Replace ${file}?`))) return;
  throw configExists(file, 'Edit it, or replace it with --force.');
}

function configExists(file: string, hint: string): PropensityError {
  return new PropensityError('config_exists', `${file} is there already.`, { kind: 'usage', hint, details: { file } });
}

function formatOf({ format, typescript }: InitOptions): ConfigFormat {
  return format ?? (typescript === true ? 'ts' : 'json');
}

function eventsOf({ gcp, source }: PropensityConfigInput): string {
  return gcp?.eventsDataset ?? eventsIn(source);
}

/** The paths of an export, for messages. */
function eventsIn(source: PropensityConfigInput['source']): string {
  return source !== undefined && 'events' in source ? [source.events ?? []].flat().join(', ') : '';
}

function nextOf({ stack }: InitOptions, report: DoctorReport | null): string {
  if (stack === 'gcp' && report === null) return 'gcloud auth application-default login (once), then propensity doctor';
  return report?.ok === true ? 'propensity run (propensity doctor shows what it will see)' : 'propensity doctor';
}

/** Writes the file in the language of its extension, and returns the configuration in it. */
async function write(
  file: string,
  config: PropensityConfigInput,
  report: DoctorReport | null,
): Promise<PropensityConfigInput> {
  const extension = extname(file);
  const format = extension === '.ts' ? 'ts' : extension === '.json' ? 'json' : 'js';
  const reference = format === 'json' ? schemaReference(file) : undefined;
  const written = reference === undefined ? config : { $schema: reference, ...config };
  try {
    await writeFile(file, configText(written, format, leftOut(config, report)));
    if (reference !== undefined) await writeSchema(file, reference);
  } catch (cause) {
    throw new PropensityError('config_not_written', `${file} cannot be written.`, {
      hint: 'Check that its folder is there and may be written to, or name another with --config FILE.',
      cause,
    });
  }
  return written;
}

/** Comments on the windows that a configuration leaves out. */
function leftOut(config: PropensityConfigInput, report: DoctorReport | null): string[] {
  const windows = report?.windows;
  if (windows == null || config.lookbackDays !== undefined || config.training?.snapshots !== undefined) return [];
  return [
    `Left out, these fit the days there are, up to 60 and 8 with ${windows.export_days_for_defaults} days of export. Today they are:`,
    `lookbackDays: ${windows.lookback_days},`,
    `training: { snapshots: ${windows.snapshots} },`,
  ];
}
