import { fileURLToPath } from 'node:url';
import { median } from '../median.js';
import { runMeasured } from '../reference/run-measured.js';

/** This program, as Node runs it. */
export const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

/** Medians of runs, each in a process of its own. */
export interface MeasuredRuns {
  readonly runs: number;
  /** Of the job. */
  readonly seconds: number;
  /** Largest resident memory of the process; null where GNU time is not installed. */
  readonly peak_mb: number | null;
  /** What each run printed. */
  readonly results: readonly Readonly<Record<string, unknown>>[];
}

/** Runs this program anew with those arguments. @throws PropensityError `reference_failed` */
export function measuredRuns(args: readonly string[], runs: number, report: (line: string) => void): MeasuredRuns {
  const all = Array.from({ length: runs }, (_, run) => {
    const measured = runMeasured(process.execPath, [MAIN, ...args]);
    report(`run ${run + 1} of ${runs}: ${measured.result.seconds} s, ${measured.peakMb} MB`);
    return measured;
  });
  const peaks = all.flatMap(({ peakMb }) => peakMb ?? []);
  return {
    runs,
    seconds: median(all.map(({ result }) => Number(result.seconds))),
    peak_mb: peaks.length === 0 ? null : median(peaks),
    results: all.map(({ result }) => result),
  };
}
