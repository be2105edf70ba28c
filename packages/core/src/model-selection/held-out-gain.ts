import type { Interval } from '../metrics/interval.js';
import { softplus } from '../special-functions/sigmoid.js';

/** What a richer model gains over the first choice, on rows that neither fit has seen, each calibrated on the other folds. */
export interface HeldOutGain {
  /** Mean log-loss of the first choice. */
  readonly first_log_loss: number;
  /** Mean over the rows of (log-loss of the first choice − log-loss of this one). */
  readonly log_loss: number;
  /** Users are independent of each other, the rows of one are not. */
  readonly standard_error: number;
  /** 90 %, normal: its lower end is the bound that the gain is above with 95 % confidence. */
  readonly interval: Interval;
  readonly taken: boolean;
}

/** Users are put together to groups by their hashes: as independent of each other as users, and no list of users is needed. */
const GROUPS = 2 ** 16;
/** Of the standard normal distribution, 95 %. */
const Z_95 = 1.6448536269514722;

/** The rows of a comparison, one element per row. */
export interface GainRows {
  /** 0 or 1. */
  readonly labels: ArrayLike<number>;
  /** Stable hash of the user, in [0, 1). */
  readonly userBucket: ArrayLike<number>;
  /** Calibrated log-odds by the first choice. */
  readonly first: ArrayLike<number>;
  /** Calibrated log-odds by the richer model. */
  readonly richer: ArrayLike<number>;
}

/** Compares two models row by row, with a standard error that allows for several rows of a user. */
export function heldOutGain({ labels, userBucket, first, richer }: GainRows): Omit<HeldOutGain, 'taken'> {
  const sums = new Float64Array(GROUPS);
  const counts = new Float64Array(GROUPS);
  const n = labels.length;
  let total = 0;
  let ofFirst = 0;
  for (let row = 0; row < n; row++) {
    const sign = labels[row] === 1 ? -1 : 1;
    const loss = softplus(sign * first[row]!);
    const gain = loss - softplus(sign * richer[row]!);
    ofFirst += loss;
    const group = Math.floor(userBucket[row]! * GROUPS);
    sums[group]! += gain;
    counts[group]! += 1;
    total += gain;
  }
  const mean = total / n;
  let squares = 0;
  for (let group = 0; group < GROUPS; group++) squares += (sums[group]! - counts[group]! * mean) ** 2;
  const standardError = Math.sqrt(squares) / n;
  const half = Z_95 * standardError;
  return {
    first_log_loss: ofFirst / n,
    log_loss: mean,
    standard_error: standardError,
    interval: [mean - half, mean + half],
  };
}
