import type { Interval } from './interval.js';

/**
 * Interval of a mean whose distribution is skewed: Hall's cubic transformation, which is monotone and can be inverted,
 * removes the skewness of the studentised mean. Without skewness it is the plain interval, ± `quantile` standard
 * errors.
 * @param spread.skewness of the mean: the skewness of the rows divided by √n
 * @param spread.quantile two-sided, of the normal distribution or of Student's t
 * @see Hall (1992), "On the removal of skewness by transformation"
 */
export function skewedInterval(
  mean: number,
  spread: { readonly standardError: number; readonly skewness: number; readonly quantile: number },
): Interval {
  const { standardError, skewness: a, quantile } = spread;
  const back = (value: number) => (Math.abs(a) < 1e-9 ? value : (3 / a) * (Math.cbrt(1 + a * (value - a / 6)) - 1));
  return [mean - standardError * back(quantile), mean - standardError * back(-quantile)];
}
