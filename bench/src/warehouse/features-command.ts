import { join } from 'node:path';
import { Command, Option } from 'commander';
import { median } from '../median.js';
import { positiveNumber } from '../option-values.js';
import { measuredRuns } from './measured-runs.js';

interface FeaturesOptions {
  readonly events: number;
  readonly users: number;
  readonly runs: number;
  readonly inside?: string;
  readonly json?: boolean;
}

/** `bench features`: the feature query on DuckDB, for a first snapshot and another one. @param write takes what goes to stdout */
export function featuresCommand(write: (text: string) => void, cache: string): Command {
  return new Command('features')
    .description('Time the feature query on DuckDB over a synthetic GA4 export, each run in a process of its own.')
    .option('--events <number>', 'of 60 days', positiveNumber, 10_000_000)
    .option('--users <number>', 'who have an event', positiveNumber, 1_000_000)
    .option('--runs <number>', 'medians are shown', positiveNumber, 1)
    .addOption(new Option('--inside <folder>').hideHelp())
    .option('--json', 'print one JSON object')
    .action(async ({ events, users, runs, inside, json }: FeaturesOptions) => {
      // Loaded when used: other measurements should not have DuckDB in their time.
      if (inside !== undefined) {
        const { timeFeatures } = await import('./features-job.js');
        write(JSON.stringify(await timeFeatures(inside)));
        return;
      }
      const { LOOKBACK_DAYS, SNAPSHOT } = await import('./bench-stack.js');
      const { writeSyntheticExport } = await import('./synthetic-export.js');
      const folder = join(cache, `export-${events}-${users}`);
      await writeSyntheticExport(folder, { events, users, until: SNAPSHOT, days: LOOKBACK_DAYS });
      const measured = measuredRuns(['features', '--inside', folder], runs, (line) =>
        process.stderr.write(`${line}\n`),
      );
      const { seconds, peak_mb, results } = measured;
      const another_seconds = median(results.map((result) => Number(result.another_seconds)));
      write(
        json
          ? JSON.stringify({ events, users, ...measured, another_seconds })
          : `${events} events into ${users} users: ${seconds} s, another snapshot of them ${another_seconds} s, ${peak_mb} MB`,
      );
    });
}
