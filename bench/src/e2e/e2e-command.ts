import { Command } from 'commander';
import { addFileOptions } from '../columns/file-options.js';
import { e2e } from './e2e.js';

/** `bench e2e`: its options, and what it prints. @param write takes what goes to stdout */
export function e2eCommand(write: (text: string) => void): Command {
  return addFileOptions(
    new Command('e2e')
      .description('Time the whole path on a file: read, prepare, fit, score every row, measure.')
      .requiredOption('--data <file>', 'CSV file with a header line, or Parquet file'),
  )
    .option('--workers <number>', 'threads beside the main one', Number, 1)
    .option('--json', 'print one JSON object')
    .action(async (options) => {
      const { seconds, ...figures } = await e2e(options);
      if (options.json) {
        const { rows, coefficients, ...rest } = figures;
        write(JSON.stringify({ rows, coefficients, seconds, ...rest }));
        return;
      }
      const stages = Object.entries(seconds).map(([stage, time]) => `${stage.padEnd(13)} ${time.toFixed(3)} s`);
      write(
        [...stages, '', ...Object.entries(figures).map(([name, value]) => `${name.padEnd(13)} ${value}`)].join('\n'),
      );
    });
}
