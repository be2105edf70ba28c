import { Z_975 } from '../metrics/wilson-interval.js';

/** One-sided 80 % quantile of the normal distribution: the power. */
const Z_80 = 0.8416212335729143;

/** The smallest difference that a comparison with this standard error finds four times out of five. */
export function detectableDifference(standardError: number): number {
  return (Z_975 + Z_80) * standardError;
}

/**
 * How many more weeks like those there were until a difference would be told from 0 four times out of five, at 5 % two-sided: the variance
 * falls as weeks are added. 0 where there are enough; null where nothing is known yet, without a conversion or a week.
 * @param difference to be found, of shares, above 0
 */
export function weeksMissing(difference: number, standardError: number, weeks: number): number | null {
  if (weeks === 0 || !(difference > 0) || !(standardError > 0)) return null;
  const needed = weeks * (detectableDifference(standardError) / difference) ** 2;
  return Math.max(0, Math.ceil(needed - weeks));
}
