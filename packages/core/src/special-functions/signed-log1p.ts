/** sign(x)·ln(1 + |x|): log1p that also takes negative amounts. NaN stays NaN. */
export function signedLog1p(x: number): number {
  return x < 0 ? -Math.log1p(-x) : Math.log1p(x);
}
