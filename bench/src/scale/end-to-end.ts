import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Days of the export: the 60 of a window, the eight weeks of a training, a week to learn from, and one that comes later. */
export const SCALE_DAYS = 130;
/** Events a person of the simulated shop sends in that time, about. */
const EVENTS_PER_PERSON = 47.3;
const LATER_DAYS = 7;

/** A command of the way from nothing to a report. */
export interface ScaleStep {
  readonly name: string;
  readonly args: readonly string[];
  /** What happens in the folder before it. */
  readonly before?: (folder: string) => void;
}

/** What a step took. */
export interface ScaleRow {
  readonly step: string;
  readonly seconds: number;
  /** Largest resident memory of its process; null where GNU time is not installed. */
  readonly peak_mb: number | null;
  /** Of everything in the folder after it, in MB. */
  readonly disk_mb: number;
}

/** What one run of a command came to. */
export interface StepRun {
  readonly result: Readonly<Record<string, unknown>>;
  readonly seconds: number;
  readonly peakMb: number | null;
}

/** The steps: an export is simulated, looked at, trained on and scored without its last week, and run, evaluated and reported with it. */
export function scaleSteps(events: number): ScaleStep[] {
  const users = String(Math.max(1, Math.round(events / EVENTS_PER_PERSON)));
  const simulated = ['--users', users, '--days', String(SCALE_DAYS), '--seed', '5', '--truth-every', '7'];
  return [
    { name: 'simulate', args: ['simulate', ...simulated, '--out', 'export'] },
    { name: 'doctor', args: ['doctor'], before: takeLastWeekAway },
    { name: 'train', args: ['train'] },
    { name: 'run', args: ['run'] },
    { name: 'run, a week later', args: ['run'], before: bringLastWeekBack },
    { name: 'evaluate', args: ['evaluate'] },
    { name: 'report', args: ['report', '--out', 'report.html'] },
  ];
}

/**
 * Goes through the steps in a folder, whose contents are replaced.
 * @param run runs the command line with those arguments in the folder, in a process of its own
 */
export function endToEnd(
  folder: string,
  events: number,
  run: (args: readonly string[]) => StepRun,
  report: (row: ScaleRow) => void,
): { readonly events: number; readonly rows: readonly ScaleRow[] } {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'propensity.config.json'),
    JSON.stringify({ source: { events: 'export/events_*.parquet' }, target: { event: 'purchase' } }),
  );
  let written = 0;
  const rows = scaleSteps(events).map(({ name, args, before }) => {
    before?.(folder);
    const { result, seconds, peakMb } = run([...args, '--json']);
    if (name === 'simulate') written = Number(result.events);
    const row = { step: name, seconds: Number(seconds.toFixed(1)), peak_mb: peakMb, disk_mb: megabytes(folder) };
    report(row);
    return row;
  });
  return { events: written, rows };
}

function takeLastWeekAway(folder: string): void {
  mkdirSync(join(folder, 'later'));
  const days = dayFiles(join(folder, 'export')).slice(-LATER_DAYS);
  for (const day of days) renameSync(join(folder, 'export', day), join(folder, 'later', day));
}

function bringLastWeekBack(folder: string): void {
  for (const day of dayFiles(join(folder, 'later')))
    renameSync(join(folder, 'later', day), join(folder, 'export', day));
}

function dayFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith('events_'))
    .sort();
}

function megabytes(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const bytes = files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
  return Math.round(bytes / 2 ** 20);
}
