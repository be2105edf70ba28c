import { median } from '../median.js';
import type { Measured } from '../reference/run-measured.js';

const FIGURES = [
  { key: 'columns_us', digits: 3 },
  { key: 'one_us', digits: 2 },
  { key: 'auc_ms', digits: 0 },
] as const;

/** Markdown of the medians, and how many times as long each took as the first contender. */
export function scoringTable(nRows: number, runs: number, measured: ReadonlyMap<string, readonly Measured[]>): string {
  const rows = [...measured].map(([name, all]) => ({
    name,
    figures: FIGURES.map(({ key }) => median(all.map(({ result }) => Number(result[key] ?? Number.NaN)))),
    peak: median(all.map(({ peakMb }) => peakMb ?? Number.NaN)),
    rocAuc: Number(all[0]!.result.roc_auc),
  }));
  const lines = rows.map(({ name, figures, peak, rocAuc }, row) => {
    const cells = figures.map((value, column) => {
      if (Number.isNaN(value)) return '–';
      const times = row === 0 ? '' : ` (${(value / rows[0]!.figures[column]!).toFixed(1)}×)`;
      return `${value.toFixed(FIGURES[column]!.digits)}${times}`;
    });
    return `| ${[name, ...cells, Number.isNaN(peak) ? '–' : Math.round(peak), rocAuc.toFixed(6)].join(' | ')} |`;
  });
  return [
    `**Scoring ${nRows.toLocaleString('en')} users** (median of ${runs}, interleaved):`,
    '',
    '| | µs per row, all at once | µs per row, one at a time | their ROC AUC, ms | peak, MB | ROC AUC |',
    '|---|--:|--:|--:|--:|--:|',
    ...lines,
  ].join('\n');
}
