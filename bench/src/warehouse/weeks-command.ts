import { cpus } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { median } from '../median.js';
import { positiveNumber } from '../option-values.js';
import { NAIVE_FEATURES_SCRIPT, pythonEnvironment } from '../reference/python-environment.js';
import { type Measured, runMeasured } from '../reference/run-measured.js';
import { MAIN } from './measured-runs.js';
import type { WeeksPart } from './weeks-job.js';

interface WeeksOptions {
  readonly events: number;
  readonly users: number;
  readonly repeat: number;
  readonly folder: string;
  readonly inside?: WeeksPart;
  readonly json?: boolean;
}

/** Medians over the rounds. */
interface WeeksRow {
  readonly what: string;
  readonly seconds: number;
  /** Time over that of as many naive queries, of the same round; the processor's includes a process' start and end. */
  readonly of_naive: number;
  /** Of the processor; null where GNU time is not installed. */
  readonly cpu_seconds: number | null;
  readonly cpu_of_naive: number | null;
  readonly peak_mb: number | null;
}

const PARTS = [
  { part: 'first', what: 'a first snapshot', snapshots: 1 },
  { part: 'eight', what: 'eight snapshots, a week apart', snapshots: 8 },
  { part: 'later', what: 'one a week later', snapshots: 1 },
] as const satisfies readonly { readonly part: WeeksPart; readonly what: string; readonly snapshots: number }[];

/** `bench weeks`: snapshots of several weeks, in turn with a query by hand. @param write takes what goes to stdout */
export function weeksCommand(write: (text: string) => void, cache: string): Command {
  return new Command('weeks')
    .description(
      'Time a first snapshot, the eight of a training, and one a week later, for which seven days are read, in turn with a query as one would write it by hand in Python.',
    )
    .option('--events <number>', 'of 60 days', positiveNumber, 10_000_000)
    .option('--users <number>', 'of 60 days', positiveNumber, 1_000_000)
    .option('--repeat <number>', 'rounds; medians are shown', positiveNumber, 5)
    .option('--folder <folder>', 'for the synthetic export', cache)
    .addOption(new Option('--inside <part>').hideHelp())
    .option('--json', 'print one JSON object')
    .action(async ({ events, users, repeat, folder, inside, json }: WeeksOptions) => {
      // Loaded when used: other measurements should not have DuckDB in their time.
      if (inside !== undefined) {
        const { timeWeeks } = await import('./weeks-job.js');
        write(JSON.stringify(await timeWeeks(folder, inside)));
        return;
      }
      const environment = pythonEnvironment(cache);
      if ('missing' in environment) {
        write(json ? JSON.stringify({ skipped: environment.missing }) : `skipped: ${environment.missing}`);
        return;
      }
      const { LOOKBACK_DAYS, SNAPSHOT } = await import('./bench-stack.js');
      const { WEEKS_DAYS } = await import('./weeks-job.js');
      const { writeSyntheticExport } = await import('./synthetic-export.js');
      const { startOfDayMicros } = await import('@propensity/core/windows');
      const of = (number: number) => Math.round((number * WEEKS_DAYS) / LOOKBACK_DAYS);
      const path = join(folder, `weeks-${events}-${users}`);
      await writeSyntheticExport(path, { events: of(events), users: of(users), until: SNAPSHOT, days: WEEKS_DAYS });

      const report = (line: string) => process.stderr.write(`${line}\n`);
      const ours = (part: WeeksPart) =>
        runMeasured(process.execPath, [MAIN, 'weeks', '--inside', part, '--folder', path]);
      const naive: Measured[] = [];
      const runs = new Map<WeeksPart, Measured[]>(PARTS.map(({ part }) => [part, []]));
      for (let round = 1; round <= repeat; round++) {
        const until = String(startOfDayMicros(SNAPSHOT, 'UTC'));
        const query = [NAIVE_FEATURES_SCRIPT, `${path}/events_*.parquet`, until, String(LOOKBACK_DAYS)];
        naive.push(runMeasured(environment.python, query));
        report(`round ${round} of ${repeat}: naive ${timesOf(naive.at(-1)!)}`);
        for (const { part } of PARTS) {
          if (part === 'later') ours('before');
          const measured = ours(part);
          runs.get(part)!.push(measured);
          report(`round ${round} of ${repeat}: ${part} ${timesOf(measured)}`);
        }
      }
      const rows = [
        rowOf('naive, one snapshot', 1, naive, naive),
        ...PARTS.map(({ part, what, snapshots }) => rowOf(what, snapshots, runs.get(part)!, naive)),
      ];
      const [first] = runs.get('first')!;
      const kept = Math.round(Number(first!.result.kept_bytes) / (events / 1e6));
      const versions = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}, ${naive[0]!.result.version}`;
      const facts = {
        events,
        users: first!.result.users,
        features: naive[0]!.result.features,
        kept_bytes_per_million: kept,
      };
      write(json ? JSON.stringify({ versions, ...facts, repeat, rows }) : asTable(versions, facts, rows));
    });
}

/** @param naive the queries by hand, of the same rounds */
function rowOf(what: string, snapshots: number, ours: readonly Measured[], naive: readonly Measured[]): WeeksRow {
  const [seconds, naiveSeconds] = [ours, naive].map((runs) => runs.map(({ result }) => Number(result.seconds)));
  const [cpu, naiveCpu] = [ours, naive].map((runs) => runs.flatMap(({ cpuSeconds }) => cpuSeconds ?? []));
  const ratio = (times: readonly number[], ofNaive: readonly number[]) =>
    Number(median(times.map((time, round) => time / (snapshots * ofNaive[round]!))).toFixed(3));
  const isCounted = cpu!.length > 0;
  return {
    what,
    seconds: median(seconds!),
    of_naive: ratio(seconds!, naiveSeconds!),
    cpu_seconds: isCounted ? median(cpu!) : null,
    cpu_of_naive: isCounted ? ratio(cpu!, naiveCpu!) : null,
    peak_mb: peakOf(ours),
  };
}

function timesOf({ result, cpuSeconds, peakMb }: Measured): string {
  return `${result.seconds} s, ${cpuSeconds} s of the processor, ${peakMb} MB`;
}

function peakOf(runs: readonly Measured[]): number | null {
  const peaks = runs.flatMap(({ peakMb }) => peakMb ?? []);
  return peaks.length === 0 ? null : median(peaks);
}

function asTable(versions: string, facts: Readonly<Record<string, unknown>>, rows: readonly WeeksRow[]): string {
  return [
    versions,
    `${facts.events} events of ${facts.users} users in 60 days; kept: ${facts.kept_bytes_per_million} bytes a million events; naive: ${facts.features} features`,
    '',
    '| | seconds | of as many naive queries | processor seconds | of as many naive queries | peak MB |',
    '|---|--:|--:|--:|--:|--:|',
    ...rows.map(
      ({ what, seconds, of_naive, cpu_seconds, cpu_of_naive, peak_mb }) =>
        `| ${what} | ${seconds} | ${of_naive} | ${cpu_seconds ?? ''} | ${cpu_of_naive ?? ''} | ${peak_mb ?? ''} |`,
    ),
  ].join('\n');
}
