import { Command, Option } from 'commander';
import { commaSeparated, positiveNumber } from '../option-values.js';
import { measuredRuns } from './measured-runs.js';
import type { ModelName } from './synthetic-model.js';

/** From this many users on, one run is measured unless --runs says otherwise. */
const MANY_USERS = 5_000_000;

interface PredictionsOptions {
  readonly users: readonly string[];
  readonly few?: boolean;
  readonly again?: boolean;
  readonly served?: boolean;
  readonly model: ModelName;
  readonly runs?: number;
  readonly inside?: string;
  readonly json?: boolean;
}

/** `bench predictions`: the predictions job on DuckDB. @param write takes what goes to stdout */
export function predictionsCommand(write: (text: string) => void, cache: string): Command {
  return new Command('predictions')
    .description(
      'Time the predictions job on DuckDB over given feature snapshots of synthetic users, each run in a process of its own.',
    )
    .option('--users <a,b,…>', 'numbers of users', commaSeparated, ['1000000', '10000000'])
    .option(
      '--few',
      'score 15 numbers and 6 categories of about 1,270 levels, as the data set of `generate` has, instead of all default features',
    )
    .option('--again', 'most users have a prediction of the week before; without, the tables are empty')
    .option(
      '--served',
      'as --again, and somebody has been looked up, so that the job also writes the file that lookups read',
    )
    .addOption(
      new Option('--model <kind>', 'which kind of model scores').choices(['linear', 'additive']).default('linear'),
    )
    .option(
      '--runs <number>',
      'of each number of users; medians are shown (default: 3, one of 5 million users)',
      positiveNumber,
    )
    .addOption(new Option('--inside <folder>').hideHelp())
    .option('--json', 'print one JSON object')
    .action(
      async ({ users, few = false, again = false, served = false, model, runs, inside, json }: PredictionsOptions) => {
        const set = few ? 'few' : 'all';
        // Loaded when used: other measurements should not have DuckDB in their time.
        if (inside !== undefined) {
          const { timePredictions } = await import('./predictions-job.js');
          write(JSON.stringify(await timePredictions(inside, set, served)));
          return;
        }
        const { preparePredictions } = await import('./prepare-predictions.js');
        const cases = [];
        for (const count of users.map(positiveNumber)) {
          process.stderr.write(`${count} users\n`);
          const folder = await preparePredictions(cache, count, again || served, set, model);
          const measured = measuredRuns(
            ['predictions', ...(few ? ['--few'] : []), ...(served ? ['--served'] : []), '--inside', folder],
            runs ?? (count >= MANY_USERS ? 1 : 3),
            (line) => process.stderr.write(`${line}\n`),
          );
          cases.push({ users: count, ...measured, seconds_per_million: (measured.seconds / count) * 1e6 });
        }
        const [first, last] = [cases[0]!, cases.at(-1)!];
        const memory_growth = first.peak_mb === null || last.peak_mb === null ? null : last.peak_mb / first.peak_mb;
        if (json) write(JSON.stringify({ cases, memory_growth }));
        else {
          for (const { users: count, seconds, seconds_per_million, peak_mb } of cases) {
            write(`${count} users: ${seconds} s, ${seconds_per_million.toFixed(2)} s per million, ${peak_mb} MB`);
          }
          write(`peak memory grows ${memory_growth?.toFixed(2)} times`);
        }
      },
    );
}
