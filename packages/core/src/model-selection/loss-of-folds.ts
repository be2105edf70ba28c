import type { Interval } from '../metrics/interval.js';
import { studentTQuantile } from '../metrics/student-t-quantile.js';

/** A model's loss on rows that its fits had not seen. */
export interface HeldOutLoss {
  /** Mean over all held-out rows. */
  readonly log_loss: number;
  /** Standard error of that mean, from the folds' means. */
  readonly standard_error: number;
  /** 95 % interval of that mean, by Student's t over the folds. */
  readonly interval: Interval;
}

/** The loss on held-out rows, from the rows and the sum of their losses in each fold. */
export function lossOfFolds(sums: readonly { readonly rows: number; readonly loss: number }[]): HeldOutLoss {
  let rows = 0;
  let loss = 0;
  for (const sum of sums) {
    rows += sum.rows;
    loss += sum.loss;
  }
  const mean = loss / rows;
  let variance = 0;
  for (const sum of sums) variance += (sum.rows / rows) * (sum.loss / sum.rows - mean) ** 2;
  const standardError = Math.sqrt(variance / (sums.length - 1));
  const half = studentTQuantile(sums.length - 1) * standardError;
  return { log_loss: mean, standard_error: standardError, interval: [mean - half, mean + half] };
}
