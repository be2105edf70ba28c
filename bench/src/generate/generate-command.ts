import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Command } from 'commander';
import { positiveNumber, share } from '../option-values.js';
import { syntheticCsv } from './synthetic-csv.js';
import type { SyntheticUsersOptions } from './synthetic-users.js';

/** `bench generate`: writes the data set of the measurements. @param write takes what goes to stdout */
export function generateCommand(write: (text: string) => void): Command {
  return new Command('generate')
    .description(
      'Write a CSV file of synthetic users: 15 numbers, 6 categories of 1,261 levels, the label "converted".',
    )
    .requiredOption('--out <file>', 'where to write it')
    .option('--rows <number>', 'number of users', positiveNumber, 1_000_000)
    .option('--seed <number>', 'the same seed gives the same file', Number, 20261124)
    .option('--base-rate <share>', 'mean probability of the label', share, 0.02)
    .option('--json', 'print one JSON object')
    .action(async ({ out, json, ...options }) => {
      const { rows, seed, baseRate } = options;
      await writeUsers(out, options);
      write(json ? JSON.stringify({ out, rows, seed, base_rate: baseRate }) : `${rows} users in ${out}`);
    });
}

/** Writes `syntheticUsers` to a CSV file. */
export async function writeUsers(path: string, options: SyntheticUsersOptions): Promise<void> {
  await pipeline(Readable.from(inBlocks(syntheticCsv(options))), createWriteStream(path));
}

function* inBlocks(lines: Iterable<string>): Generator<string> {
  let block: string[] = [];
  for (const line of lines) {
    block.push(line);
    if (block.length === 2000) {
      yield `${block.join('\n')}\n`;
      block = [];
    }
  }
  if (block.length > 0) yield `${block.join('\n')}\n`;
}
