import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PropensityError } from '@propensity/core';
import { addDays } from '@propensity/core/windows';
import type { SimulationOptions } from '../model/simulation-options.js';
import { simulateShop } from '../simulate-shop.js';
import { type ExportFormat, type SimulationProgress, writeFiles } from './write-files.js';

/** What to simulate, and where and how to write it. */
export interface SimulatedExportOptions extends SimulationOptions {
  /** Where the day files go; created when absent. */
  readonly folder: string;
  /** Default `parquet`. */
  readonly format?: ExportFormat;
  /** Replace the export that is in the folder already; by default that is refused. */
  readonly overwrite?: boolean;
  readonly onProgress?: (progress: SimulationProgress) => void;
}

/** What was written. */
export interface SimulatedExport {
  /** Paths of the day files, oldest first. */
  readonly files: readonly string[];
  /** Path of truth.parquet: snapshot DATE, user_pseudo_id, probability, converted (null while unknown). */
  readonly truthFile: string;
  readonly firstDay: string;
  readonly lastDay: string;
  /** Rows of all day files. */
  readonly events: number;
  /** Identified users with at least one event. */
  readonly users: number;
  /** Purchases by identified users, each counted once. */
  readonly purchases: number;
}

const DAY_FILE = /^events_\d{8}\./;

/**
 * Writes a simulated shop as a GA4 export, `events_YYYYMMDD.parquet` (or .json, .json.gz) per day, and its truth as
 * `truth/truth.parquet` beside them. Files appear only when all of them are complete.
 *
 * @throws PropensityError `bad_simulation`, `bad_date`; `export_exists` when the folder holds day files already;
 *   `simulation_not_written` when the folder cannot be written
 */
export async function writeSimulatedExport(options: SimulatedExportOptions): Promise<SimulatedExport> {
  const { folder, format = 'parquet', overwrite = false, onProgress = () => {} } = options;
  const simulation = simulateShop(options);
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
    const written = await writeFiles(simulation, draft, format, onProgress);
    await Promise.all(old.map((name) => rm(join(folder, name))));
    await mkdir(join(folder, 'truth'), { recursive: true });
    for (const name of written.names) await rename(join(draft, name), join(folder, name));
    const truthFile = join(folder, 'truth', 'truth.parquet');
    await rename(join(draft, 'truth.parquet'), truthFile);
    const { startDay, days } = simulation.options;
    return {
      files: written.names.map((name) => join(folder, name)),
      truthFile,
      firstDay: startDay,
      lastDay: addDays(startDay, days - 1),
      ...written.counts,
    };
  } catch (cause) {
    if (PropensityError.is(cause)) throw cause;
    throw new PropensityError('simulation_not_written', `The simulated export could not be written to ${folder}.`, {
      hint: 'Check that the folder can be written and that there is room on the disk.',
      cause,
    });
  } finally {
    if (draft !== undefined) await rm(draft, { recursive: true, force: true });
  }
}
