import { relative, resolve } from 'node:path';
import { PropensityError } from '@propensity/core';
import { parseDay } from '@propensity/core/windows';
import type { ExportFormat, ExportSource, KindName, Shift } from '@propensity/simulator';
import type { GlobalOptions } from '../global-options.js';
import type { Io } from '../io.js';
import { type Outcome, outcome } from '../outcome.js';
import { renderSimulate } from '../render/render-simulate.js';
import type { SimulateResult } from '../results.js';
import { simulationProgress } from '../simulation-progress.js';
import { terminalProgress } from '../terminal-progress.js';
import { FORMATS } from './simulation-formats.js';

const EXTENSION: Readonly<Record<string, string>> = { parquet: 'parquet', ndjson: 'json', 'ndjson.gz': 'json.gz' };

export interface SimulateOptions extends GlobalOptions {
  readonly out: string;
  readonly kind: string;
  readonly signIns?: boolean;
  readonly source: string;
  readonly users: number;
  readonly days: number;
  readonly seed: number;
  readonly start: string;
  readonly shift?: readonly Shift[];
  readonly truthEvery: number;
  readonly format: string;
}

export async function simulateCommand(io: Io, options: SimulateOptions): Promise<Outcome> {
  if (!FORMATS.includes(options.format)) {
    throw new PropensityError('bad_format', `"${options.format}" is not a format.`, {
      kind: 'usage',
      hint: `Choose ${FORMATS.join(', ')}.`,
    });
  }
  const { writeSimulatedExport } = await import('@propensity/simulator');
  const progress = terminalProgress(io, options.quiet === true);
  const folder = resolve(io.cwd, options.out);
  try {
    const written = await writeSimulatedExport({
      folder,
      kind: options.kind as KindName,
      signIns: options.signIns === true,
      source: options.source as ExportSource,
      users: options.users,
      days: options.days,
      seed: options.seed,
      startDay: parseDay(options.start),
      shifts: options.shift ?? [],
      truthEveryDays: options.truthEvery,
      format: options.format as ExportFormat,
      overwrite: options.yes === true,
      onProgress: simulationProgress(progress),
    });
    progress.stop();
    const glob = `${relative(io.cwd, folder) || '.'}/${options.source === 'ua' ? 'ga_sessions' : 'events'}_*.${EXTENSION[options.format]}`;
    const { files, ...rest } = written;
    const truth = relative(io.cwd, written.truthFile);
    const json: SimulateResult = { job: 'simulate', folder, files: files.length, ...rest };
    return outcome(json, (screen) => renderSimulate(written, { glob, truth }, screen));
  } finally {
    progress.stop();
  }
}
