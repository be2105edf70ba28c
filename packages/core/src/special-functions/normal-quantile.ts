const A = [
  -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1,
  2.506628277459239,
] as const;
const B = [
  -5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1,
] as const;
const C = [
  -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
] as const;
const D = [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416] as const;
/** Below it, and above 1 minus it, the tails have a formula of their own. */
const TAIL = 0.02425;

/**
 * The quantile of the standard normal distribution at `p`, to a relative error of 1.2e-9; −∞ at 0, ∞ at 1, NaN outside [0, 1].
 * @see Acklam, "An algorithm for computing the inverse normal cumulative distribution function" (2003)
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN;
  if (p === 0 || p === 1) return p === 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (p < TAIL) return tail(Math.sqrt(-2 * Math.log(p)));
  if (p > 1 - TAIL) return -tail(Math.sqrt(-2 * Math.log1p(-p)));
  const q = p - 0.5;
  const r = q * q;
  return (polynomial(A, r) * q) / (polynomial(B, r) * r + 1);
}

/**
 * The quantile at `p` of the chi-square distribution with `degrees` degrees of freedom, by Wilson's and Hilferty's cube: within 2 % above
 * p = .9. 0 without degrees.
 * @see Wilson, Hilferty, "The distribution of chi-square" (1931)
 */
export function chiSquareQuantile(p: number, degrees: number): number {
  if (degrees <= 0) return 0;
  const part = 2 / (9 * degrees);
  return degrees * Math.max(0, 1 - part + normalQuantile(p) * Math.sqrt(part)) ** 3;
}

function tail(q: number): number {
  return polynomial(C, q) / (polynomial(D, q) * q + 1);
}

/** Highest power first. */
function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);
}
