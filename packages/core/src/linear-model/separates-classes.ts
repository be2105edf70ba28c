/**
 * Whether the scores put every positive above every negative: then the likelihood alone has no maximum, and only the
 * penalty keeps the coefficients finite.
 * @param eta one per row, not NaN
 * @param y 0 or 1, one per row
 */
export function separatesClasses(eta: ArrayLike<number>, y: ArrayLike<number>): boolean {
  let highestNegative = Number.NEGATIVE_INFINITY;
  let lowestPositive = Number.POSITIVE_INFINITY;
  for (let i = 0; i < y.length; i++) {
    if (y[i] === 1) lowestPositive = Math.min(lowestPositive, eta[i]!);
    else highestNegative = Math.max(highestNegative, eta[i]!);
  }
  return lowestPositive > highestNegative;
}
