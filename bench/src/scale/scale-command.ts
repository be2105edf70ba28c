import { cpus } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { positiveNumber } from '../option-values.js';
import { runMeasured } from '../reference/run-measured.js';
import type { ScaleRow } from './end-to-end.js';

interface ScaleOptions {
  readonly events: number;
  readonly folder: string;
  readonly json?: boolean;
}

/** `bench scale`: the local stack from nothing to a report. @param root of the checkout @param write takes what goes to stdout */
export function scaleCommand(write: (text: string) => void, root: string, cache: string): Command {
  return new Command('scale')
    .description(
      'Simulate a shop of many events and go through the local stack with it, each command in a process of its own: time, peak memory, disk.',
    )
    .option('--events <number>', 'of 130 days, about', positiveNumber, 10_000_000)
    .option('--folder <folder>', 'in which folders of the measurement are kept', cache)
    .option('--json', 'print one JSON object')
    .action(async ({ events, folder, json }: ScaleOptions) => {
      const { endToEnd } = await import('./end-to-end.js');
      const cli = join(root, 'packages/cli/dist/main.js');
      const path = join(folder, `scale-${events}`);
      const { rows, events: written } = endToEnd(
        path,
        events,
        (args) => runMeasured(process.execPath, [cli, ...args], path),
        (row) => process.stderr.write(`${line(row)}\n`),
      );
      const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`;
      const perSecond = Math.round(written / rows[0]!.seconds);
      write(
        json
          ? JSON.stringify({ machine, events: written, written_per_second: perSecond, rows })
          : [
              machine,
              `${written} events, written at ${perSecond} a second`,
              '',
              '| | seconds | peak MB | MB on disk |',
              '|---|--:|--:|--:|',
              ...rows.map(line),
            ].join('\n'),
      );
    });
}

function line({ step, seconds, peak_mb, disk_mb }: ScaleRow): string {
  return `| ${step} | ${seconds} | ${peak_mb ?? ''} | ${disk_mb} |`;
}
