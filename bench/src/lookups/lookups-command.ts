import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Command, Option } from 'commander';
import { positiveNumber } from '../option-values.js';
import type { LookupStore, LookupTime } from './compare-lookups.js';

interface LookupsOptions {
  readonly users: number;
  readonly runs: number;
  readonly requests: number;
  readonly store: LookupStore;
  readonly json?: boolean;
}

/** `bench lookups`: the processor time of one answer of getProba. @param root of the checkout @param cache for the warehouse */
export function lookupsCommand(write: (text: string) => void, root: string, cache: string): Command {
  return new Command('lookups')
    .description(
      'Time lookups of single users with the default configuration, beside a bare function of functions-framework.',
    )
    .option('--users <number>', 'users with a prediction', positiveNumber, 1_000_000)
    .option('--runs <number>', 'rounds, in each of which every server is asked; medians are shown', positiveNumber, 5)
    .option('--requests <number>', 'requests to each server in a round', positiveNumber, 5000)
    .addOption(
      new Option('--store <name>', 'what is looked up in: the file of the local stack, or Firestore (its emulator)')
        .choices(['file', 'firestore'])
        .default('file'),
    )
    .option('--json', 'print one JSON object')
    .action(async ({ users, runs, requests, store, json }: LookupsOptions) => {
      const { compareLookups } = await import('./compare-lookups.js');
      const folder = join(cache, 'lookups');
      const report = (line: string) => process.stderr.write(`${line}\n`);
      const times = await compareLookups({ root, folder, users, rounds: runs, requests, store, report });
      if (json) write(JSON.stringify({ users, runs, requests, store, versions: versions(), times }));
      else write(render(times));
    });
}

function render(times: readonly LookupTime[]): string {
  const { node, framework } = versions();
  const lines = times.map(
    ({ name, cpuMs, ratio, p99Ms, perSecond, rssMb }) =>
      `${name.padEnd(46)} ${cpuMs.toFixed(3)} ms of CPU a lookup, ${ratio.toFixed(2)} × the bare function's; ${perSecond.toFixed(0)} a second; 99 % within ${p99Ms.toFixed(1)} ms; ${rssMb.toFixed(0)} MB`,
  );
  return [...lines, `Node ${node}, functions-framework ${framework}`].join('\n');
}

function versions(): { readonly node: string; readonly framework: string } {
  const framework = dirname(createRequire(import.meta.url).resolve('@google-cloud/functions-framework'));
  const manifest = JSON.parse(readFileSync(join(framework, '../../package.json'), 'utf8')) as {
    readonly version: string;
  };
  return { node: process.versions.node, framework: manifest.version };
}
