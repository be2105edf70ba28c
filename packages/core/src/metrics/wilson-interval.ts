import type { Interval } from './interval.js';

/** Two-sided 95 % quantile of the normal distribution. */
export const Z_975 = 1.959963984540054;

/**
 * Wilson's 95 % interval of a share of `positives` in `n`: inside [0, 1] and sensible at 0 and 1. [0, 1] without rows.
 * @param n may be a fraction: an effective number of rows
 * @see Wilson (1927); statsmodels' `proportion_confint(method='wilson')`
 */
export function wilsonInterval(positives: number, n: number): Interval {
  if (n === 0) return [0, 1];
  const share = positives / n;
  const z2 = Z_975 * Z_975;
  const centre = (share + z2 / (2 * n)) / (1 + z2 / n);
  const half = (Z_975 * Math.sqrt((share * (1 - share)) / n + z2 / (4 * n * n))) / (1 + z2 / n);
  // Rounding must not exclude 0 or 1 where that was the observed share.
  return [positives === 0 ? 0 : Math.max(0, centre - half), positives === n ? 1 : Math.min(1, centre + half)];
}
