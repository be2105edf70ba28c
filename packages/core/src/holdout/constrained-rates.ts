/**
 * The likeliest rates of two groups whose difference is given.
 * @param x1 conversions among n1 users @param x0 conversions among n0 users
 * @param difference rate of the first group minus that of the second, in (−1, 1)
 * @see Miettinen, Nurminen (1985), Comparative analysis of two rates; Farrington, Manning (1990)
 */
export function constrainedRates(
  [x1, n1]: readonly [number, number],
  [x0, n0]: readonly [number, number],
  difference: number,
): readonly [rate1: number, rate0: number] {
  const n = n1 + n0;
  const x = x1 + x0;
  const d = difference;
  const c3 = n;
  const c2 = (n1 + 2 * n0) * d - n - x;
  const c1 = (n0 * d - n - 2 * x0) * d + x;
  const c0 = x0 * d * (1 - d);
  const q = c2 ** 3 / (3 * c3) ** 3 - (c1 * c2) / (6 * c3 ** 2) + c0 / (2 * c3);
  const p = Math.sign(q || 1) * Math.sqrt(Math.max(0, c2 ** 2 / (3 * c3) ** 2 - c1 / (3 * c3)));
  const angle = p === 0 ? 0 : Math.acos(Math.min(1, Math.max(-1, q / p ** 3)));
  const root = 2 * p * Math.cos((Math.PI + angle) / 3) - c2 / (3 * c3);
  const rate0 = Math.min(Math.min(1, 1 - d), Math.max(Math.max(0, -d), root));
  return [rate0 + d, rate0];
}
