/**
 * Whether the scores put every positive above every negative: then likelihood alone has no largest value, and coefficients are
 * finite because of their penalty.
 * @param eta one a row, not NaN
 * @param y 0 or 1, one a row
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
