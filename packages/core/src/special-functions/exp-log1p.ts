// The polynomials of the kernels, with the same operations in the same order as in assembly/kernels.ts: Math.exp and
// Math.log1p may differ between engines in their last bit, these may not. Even and odd terms are summed separately, as
// two short chains.

/** Adding and subtracting it rounds a small number to a whole one: there are no bits left for fractions. */
const ROUND = 6755399441055744;
const LOG2_E = Math.LOG2E;
/** ln 2 in two parts; k·LN2_HIGH is exact for every k that occurs. */
const LN2_HIGH = 6.9314718036912382e-1;
const LN2_LOW = 1.9082149292705877e-10;

/** 2^−k for k = 0 … 1022. */
const POWERS = Float64Array.from({ length: 1023 }, (_, k) => 2 ** -k);

/** e^x for x ≤ 0, to within 1 unit in the last place; x below −708 counts as −708. */
export function expOfNegative(x: number): number {
  const bounded = Math.max(x, -708);
  const k = bounded * LOG2_E + ROUND - ROUND;
  const r = bounded - k * LN2_HIGH - k * LN2_LOW;
  const s = r * r;
  let even = 1 / 479001600;
  even = even * s + 1 / 3628800;
  even = even * s + 1 / 40320;
  even = even * s + 1 / 720;
  even = even * s + 1 / 24;
  even = even * s + 1 / 2;
  even = even * s + 1;
  let odd = 1 / 6227020800;
  odd = odd * s + 1 / 39916800;
  odd = odd * s + 1 / 362880;
  odd = odd * s + 1 / 5040;
  odd = odd * s + 1 / 120;
  odd = odd * s + 1 / 6;
  odd = odd * s + 1;
  return (even + odd * r) * POWERS[0 - k]!;
}

/** ln(1 + z) for z in [0, 1]: 2·artanh(z / (2 + z)) by its series. */
export function log1pOfShare(z: number): number {
  const t = z / (2 + z);
  const s = t * t;
  const q = s * s;
  let even = 2 / 33;
  even = even * q + 2 / 29;
  even = even * q + 2 / 25;
  even = even * q + 2 / 21;
  even = even * q + 2 / 17;
  even = even * q + 2 / 13;
  even = even * q + 2 / 9;
  even = even * q + 2 / 5;
  even = even * q + 2;
  let odd = 2 / 31;
  odd = odd * q + 2 / 27;
  odd = odd * q + 2 / 23;
  odd = odd * q + 2 / 19;
  odd = odd * q + 2 / 15;
  odd = odd * q + 2 / 11;
  odd = odd * q + 2 / 7;
  odd = odd * q + 2 / 3;
  return (even + odd * s) * t;
}
