import { fileURLToPath } from 'node:url';
import { type Measured, runMeasured } from '../reference/run-measured.js';
import type { RareFit, RareFitOptions } from './rare-fit.js';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

/** A fit, and the peak memory of its process; null where nothing measures it. */
export interface MeasuredRareFit extends RareFit {
  readonly peak_rss_mb: number | null;
}

/** A fit on a share of the negatives beside one on everything, of the same users. */
export interface RareComparison {
  readonly seed: number;
  readonly sampled: MeasuredRareFit;
  readonly full: MeasuredRareFit;
  /** Mean predicted over mean true probability, sampled. */
  readonly mean_ratio: number;
  /** Log-loss, sampled over full. */
  readonly log_loss_ratio: number;
  readonly expected_log_loss_ratio: number;
}

/** Fits both, each in a process of its own. @throws PropensityError `reference_failed` */
export function compareRare(options: RareFitOptions): RareComparison {
  const full = measured({ ...options, negativeShare: 1 });
  const sampled = measured(options);
  return {
    seed: options.seed,
    sampled,
    full,
    mean_ratio: sampled.mean_predicted / sampled.mean_true,
    log_loss_ratio: sampled.log_loss / full.log_loss,
    expected_log_loss_ratio: sampled.expected_log_loss / full.expected_log_loss,
  };
}

function measured({ rows, seed, baseRate, negativeShare }: RareFitOptions): MeasuredRareFit {
  const sizes = ['--rows', String(rows), '--seed', String(seed), '--base-rate', String(baseRate)];
  const { result, peakMb }: Measured = runMeasured(process.execPath, [
    ...[MAIN, 'rare', ...sizes, '--only', String(negativeShare), '--json'],
  ]);
  return { ...(result as unknown as RareFit), peak_rss_mb: peakMb };
}
