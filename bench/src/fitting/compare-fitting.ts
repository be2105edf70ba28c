import { fileURLToPath } from 'node:url';
import { median } from '../median.js';
import { interleaved } from '../reference/interleaved.js';
import { FITTERS, type FitterName } from './fitters.js';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

/** Fits a small dense problem by each of `FITTERS`, interleaved, each in a process of its own. @returns Markdown */
export function compareFitting(
  size: { readonly rows: number; readonly columns: number },
  runs: number,
  report: (line: string) => void,
): string {
  const { rows, columns } = size;
  const sizeArgs = ['--rows', String(rows), '--columns', String(columns)];
  const contenders = (Object.keys(FITTERS) as FitterName[]).map((only) => ({
    name: FITTERS[only].title,
    program: process.execPath,
    args: [MAIN, 'fitting', ...sizeArgs, '--only', only, '--json'],
  }));
  const lines = [...interleaved(contenders, runs, report)].map(([name, all]) => {
    const of = (key: string) => median(all.map(({ result }) => Number(result[key])));
    const peak = median(all.map(({ peakMb }) => peakMb ?? Number.NaN));
    const cells = [
      name,
      of('fit_seconds').toFixed(3),
      of('predict_us').toFixed(2),
      of('log_loss').toFixed(6),
      Number.isNaN(peak) ? '–' : peak,
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    `**Fitting ${rows.toLocaleString('en')} rows of ${columns} dense, correlated columns** (median of ${runs}, interleaved):`,
    '',
    '| | fit, s | predict, µs per row | log-loss reached | peak, MB |',
    '|---|--:|--:|--:|--:|',
    ...lines,
  ].join('\n');
}
