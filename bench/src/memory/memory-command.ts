import { join } from 'node:path';
import { Command, Option } from 'commander';
import { positiveNumber } from '../option-values.js';
import { measuredRuns } from '../warehouse/measured-runs.js';

interface MemoryOptions {
  readonly rows: number;
  readonly features: number;
  readonly inside?: string;
  readonly json?: boolean;
}

/** `bench memory`: what a row takes of a training's memory. @param write takes what goes to stdout */
export function memoryCommand(write: (text: string) => void, cache: string): Command {
  return new Command('memory')
    .description('Measure the peak memory of whole trainings on a table of rows, and on twice as many: bytes a row.')
    .option('--rows <number>', 'of the smaller table', positiveNumber, 1_000_000)
    .option('--features <number>', 'columns of the tables', positiveNumber, 86)
    .addOption(new Option('--inside <folder>').hideHelp())
    .option('--json', 'print one JSON object')
    .action(async ({ rows, features, inside, json }: MemoryOptions) => {
      // Loaded when used: other measurements should not have DuckDB in their time.
      const { trainOnTable, writeTable } = await import('./training-job.js');
      if (inside !== undefined) {
        write(JSON.stringify(await trainOnTable(inside)));
        return;
      }
      const sizes = [];
      for (const size of [rows, 2 * rows]) {
        const folder = join(cache, `training-${size}-${features}`);
        await writeTable(folder, size, features);
        const { seconds, peak_mb, results } = measuredRuns(['memory', '--inside', folder], 1, (line) =>
          process.stderr.write(`${size} rows: ${line}\n`),
        );
        sizes.push({ rows: size, seconds, peak_mb, ...results[0] });
      }
      const [one, two] = sizes;
      const bytes_a_row =
        one!.peak_mb === null || two!.peak_mb === null
          ? null
          : Math.round(((two!.peak_mb - one!.peak_mb) * 2 ** 20) / rows);
      const versions = { node: process.version, duckdb: await duckDbVersion() };
      write(
        json
          ? JSON.stringify({ features, sizes, bytes_a_row, versions })
          : [
              ...sizes.map(({ rows: n, seconds, peak_mb }) => `${n} rows × ${features}: ${seconds} s, ${peak_mb} MB`),
              bytes_a_row === null
                ? 'GNU time (Debian package "time") is not installed: no memory was measured.'
                : `${bytes_a_row} bytes a row (Node ${versions.node}, DuckDB ${versions.duckdb})`,
            ].join('\n'),
      );
    });
}

async function duckDbVersion(): Promise<string> {
  const { version } = await import('@duckdb/node-api');
  return version();
}
