import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PropensityError } from '@propensity/core';
import { addDays } from '@propensity/core/windows';
import type { KindName } from '../kinds/kind-names.js';
import type { SiteKind } from '../kinds/site-kind.js';
import type { SimulationOptions } from '../model/simulation-options.js';
import { simulateSite } from '../simulate-site.js';
import { EXPORT_SHAPES, EXPORT_SOURCES, type ExportSource } from './export-shapes.js';
import { type ExportCounts, type ExportFormat, type SimulationProgress, writeFiles } from './write-files.js';

/** What to simulate, and where and how to write it. */
export interface SimulatedExportOptions extends SimulationOptions {
  /** Where the day files go; created when absent. */
  readonly folder: string;
  /** Whose export: GA4's (the default), or Universal Analytics' of a shop, a row per session. */
  readonly source?: ExportSource;
  /** Default `parquet`. */
  readonly format?: ExportFormat;
  /** Replace the export that is in the folder already; by default that is refused. */
  readonly overwrite?: boolean;
  readonly onProgress?: (progress: SimulationProgress) => void;
}

/** What was written. */
export interface SimulatedExport extends ExportCounts {
  readonly source: ExportSource;
  readonly kind: KindName;
  /** The event that the truth is about. */
  readonly target: string;
  /** Paths of the day files, oldest first. */
  readonly files: readonly string[];
  /**
   * Path of truth.parquet: snapshot DATE, user_pseudo_id (of Universal Analytics the fullVisitorId), probability, converted (null while unknown). With sign-ins it
   * is about people: person_id and user_pseudo_ids, the devices that they used before the snapshot.
   */
  readonly truthFile: string;
  /**
   * Path of conversions.parquet: user_pseudo_id, number (1 is a user's first), event_timestamp (microseconds). With
   * sign-ins person_id too, whose conversions are numbered.
   */
  readonly conversionsFile: string;
  /**
   * Path of devices.parquet: person_id, user_pseudo_id, events, first_event_timestamp, first_signed_in_timestamp (null
   * when they never signed in on it). Null without sign-ins.
   */
  readonly devicesFile: string | null;
  readonly firstDay: string;
  readonly lastDay: string;
}

const DAY_FILE = /^(events|ga_sessions)_\d{8}\./;

/**
 * Writes a simulated site as an export of GA4, `events_YYYYMMDD.parquet` (or .json, .json.gz) per day, or of Universal
 * Analytics, `ga_sessions_YYYYMMDD`, and its truth into the folder `truth` beside them. Files appear only when all of them are complete.
 *
 * @throws PropensityError `bad_simulation`, `bad_date`; `export_exists` when the folder holds day files already;
 *   `simulation_not_written` when the folder cannot be written
 */
export async function writeSimulatedExport(options: SimulatedExportOptions): Promise<SimulatedExport> {
  const { folder, source = 'ga4', format = 'parquet', overwrite = false, onProgress = () => {} } = options;
  const simulation = simulateSite(options);
  const shape = checkedShape(source, simulation.kind);
  let draft: string | undefined;
  try {
    await mkdir(folder, { recursive: true });
    const old = (await readdir(folder)).filter((name) => DAY_FILE.test(name));
    if (old.length > 0 && !overwrite) {
      throw new PropensityError('export_exists', `${folder} holds ${old.length} day files already.`, {
        kind: 'refused',
        hint: 'Choose another folder, or allow the export in it to be replaced.',
        details: { folder, files: old.length },
      });
    }
    draft = await mkdtemp(join(folder, '.simulating-'));
    const written = await writeFiles(simulation, draft, shape, format, onProgress);
    await Promise.all(old.map((name) => rm(join(folder, name))));
    const truthFolder = join(folder, 'truth');
    await mkdir(truthFolder, { recursive: true });
    // The truth of an export without sign-ins has no such file, and the one that is replaced may have had it.
    await rm(join(truthFolder, 'devices.parquet'), { force: true });
    for (const name of written.names) await rename(join(draft, name), join(folder, name));
    for (const name of written.truthNames) await rename(join(draft, name), join(truthFolder, name));
    const { kind, options: used } = simulation;
    return {
      source,
      kind: kind.name,
      target: kind.target,
      files: written.names.map((name) => join(folder, name)),
      truthFile: join(truthFolder, 'truth.parquet'),
      conversionsFile: join(truthFolder, 'conversions.parquet'),
      devicesFile: used.signIns ? join(truthFolder, 'devices.parquet') : null,
      firstDay: used.startDay,
      lastDay: addDays(used.startDay, used.days - 1),
      ...written.counts,
    };
  } catch (cause) {
    if (PropensityError.is(cause)) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new PropensityError(
      'simulation_not_written',
      `The simulated export could not be written to ${folder}: ${why}`,
      { hint: 'Check that the folder can be written and that there is room on the disk.', cause },
    );
  } finally {
    if (draft !== undefined) await rm(draft, { recursive: true, force: true });
  }
}

function checkedShape(source: ExportSource, kind: SiteKind): (typeof EXPORT_SHAPES)[ExportSource] {
  const shape = EXPORT_SHAPES[source];
  if (shape?.writes(kind)) return shape;
  throw new PropensityError(
    'bad_simulation',
    shape ? `The site of kind ${kind.name} has no export of source ${source}.` : `source is ${JSON.stringify(source)}.`,
    {
      kind: 'usage',
      hint: shape ? 'Simulate a shop, or take ga4.' : `Choose ${EXPORT_SOURCES.join(', ')}.`,
      details: { option: 'source', value: source },
    },
  );
}
