import { median } from '../median.js';
import type { Measured } from '../reference/run-measured.js';

const STAGES = ['read', 'prepare', 'fit', 'score', 'metrics'] as const;

/**
 * Markdown of one data set's measurements: medians of the runs, and how many times as long each took as the first one. `process` is
 * timed from outside, so it has the start of the program in it.
 */
export function measurementTable(
  nRows: number,
  runs: number,
  measured: ReadonlyMap<string, readonly Measured[]>,
): string {
  const rows = [...measured].map(([name, all]) => ({
    name,
    seconds: [
      ...STAGES.map((stage) => median(all.map(({ result }) => secondsOf(result)[stage] ?? Number.NaN))),
      median(all.map(({ seconds }) => seconds)),
    ],
    peak: median(all.map(({ peakMb, result }) => peakMb ?? Number(result.peak_rss_mb))),
    objective: Number(all[0]!.result.objective),
  }));
  const lines = rows.map(({ name, seconds, peak, objective }, row) => {
    const cells = seconds.map((value, column) => {
      const times = row === 0 ? '' : ` (${(value / rows[0]!.seconds[column]!).toFixed(1)}×)`;
      return `${value.toFixed(2)}${times}`;
    });
    return `| ${[name, ...cells, Math.round(peak), objective.toFixed(6)].join(' | ')} |`;
  });
  return [
    `**${nRows.toLocaleString('en')} users**, seconds (median of ${runs}, interleaved), peak memory in MB:`,
    '',
    `| | ${STAGES.join(' | ')} | process | peak | objective |`,
    `|---|${'--:|'.repeat(STAGES.length + 3)}`,
    ...lines,
  ].join('\n');
}

function secondsOf(result: Readonly<Record<string, unknown>>): Readonly<Record<string, number>> {
  return result.seconds as Record<string, number>;
}
