import type { TableAxis } from '../penalised-tables/penalties.js';

/** Codes of a feature put together to fewer, for tables of two features. */
export interface CoarseBins {
  /** The coarse code of each code. */
  readonly of: Uint8Array;
  readonly axis: TableAxis;
}

/**
 * At most `max` coarse codes, and one more for what has code 0: neighbouring bins of a number put together to about equal weight, or
 * the `max` − 1 most frequent levels of a category, all others with code 0.
 * @param weights one per code: how many rows have it
 */
export function coarseBins({ kind, size }: TableAxis, weights: Float64Array, max: number): CoarseBins {
  const of = new Uint8Array(size);
  if (size <= max + 1) return { of: of.map((_, code) => code), axis: { kind, size } };
  if (kind === 'categorical') {
    const frequent = Array.from({ length: size - 1 }, (_, index) => index + 1)
      .sort((a, b) => weights[b]! - weights[a]!)
      .slice(0, max - 1);
    for (const [index, code] of frequent.entries()) of[code] = index + 1;
    return { of, axis: { kind, size: max } };
  }
  let left = max;
  let remaining = weights.reduce((sum, weight, code) => (code === 0 ? sum : sum + weight), 0);
  let coarse = 1;
  let inBin = 0;
  for (let code = 1; code < size; code++) {
    if (inBin > 0 && left > 1 && inBin + weights[code]! / 2 > remaining / left) {
      remaining -= inBin;
      left--;
      coarse++;
      inBin = 0;
    }
    of[code] = coarse;
    inBin += weights[code]!;
  }
  return { of, axis: { kind, size: coarse + 1 } };
}
