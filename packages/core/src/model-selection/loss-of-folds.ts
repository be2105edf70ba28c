import { studentTQuantile } from '../metrics/student-t-quantile.js';
import type { HeldOutLoss } from './select-candidate.js';

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
