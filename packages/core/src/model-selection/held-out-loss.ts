import type { Interval } from '../metrics/interval.js';
import { logLossOfRow } from '../metrics/log-loss.js';
import { studentTQuantile } from '../metrics/student-t-quantile.js';
import { sigmoid } from '../special-functions/sigmoid.js';

/** A model's loss on rows that its fits had not seen. */
export interface HeldOutLoss {
  /** Mean over all held-out rows. */
  readonly log_loss: number;
  /** Standard error of that mean, from the folds' means. */
  readonly standard_error: number;
  /** 95 % interval of that mean, by Student's t over the folds. */
  readonly interval: Interval;
}

/** The held-out rows of a fold. */
export interface FoldLoss {
  readonly rows: number;
  /** Sum of their log-losses. */
  readonly loss: number;
}

/**
 * The loss of held-out rows by their log-odds.
 * @param eta one per row, each from a fit that did not see the row's fold; those of rows without a fold are not read
 * @param folds fold of each row; rows with a negative fold are left out
 * @param counts rows that each element stands for; 1 each when left out
 */
export function heldOutLoss(
  labels: Float64Array,
  eta: Float64Array,
  folds: Int32Array,
  counts?: ArrayLike<number>,
): HeldOutLoss {
  const sums = new Map<number, { rows: number; loss: number }>();
  for (let row = 0; row < folds.length; row++) {
    const fold = folds[row]!;
    if (fold < 0) continue;
    const sum = sums.get(fold) ?? { rows: 0, loss: 0 };
    sums.set(fold, sum);
    const count = counts === undefined ? 1 : counts[row]!;
    sum.rows += count;
    sum.loss += count * logLossOfRow(labels[row]!, sigmoid(eta[row]!));
  }
  return heldOutLossOfFolds([...sums.values()]);
}

/** `heldOutLoss` of sums by fold, at least two, as a warehouse has them. */
export function heldOutLossOfFolds(folds: readonly FoldLoss[]): HeldOutLoss {
  let rows = 0;
  let loss = 0;
  for (const sum of folds) {
    rows += sum.rows;
    loss += sum.loss;
  }
  const mean = loss / rows;
  let variance = 0;
  for (const sum of folds) variance += (sum.rows / rows) * (sum.loss / sum.rows - mean) ** 2;
  const standardError = Math.sqrt(variance / (folds.length - 1));
  const half = studentTQuantile(folds.length - 1) * standardError;
  return { log_loss: mean, standard_error: standardError, interval: [mean - half, mean + half] };
}
