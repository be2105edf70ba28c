/**
 * Bins of probabilities that every engine puts a probability into alike: only sums, products with powers of two and FLOOR are
 * needed, which are exact. Let q be the smaller of p and 1 − p (exact from ½ on). Each doubling of q, [2⁻ᵏ⁻¹, 2⁻ᵏ), is cut into `steps`
 * bins of equal width, so a bin is at most 1/steps of q wide, and 1.34/steps in log-odds. Beyond 2⁻⁵² there is one bin on either
 * side: log-loss clips there.
 */

/** Bins of a doubling where a metric is computed from them: about a thousandth in log-odds. */
export const FINE_STEPS = 1024;
/** The same where two probabilities are binned at once. */
export const PAIR_STEPS = 64;
/** Doublings that are cut; what is smaller is one bin. */
export const SMALLEST_EXPONENT = 52;
/** The key of that bin: below all others. */
export const LOWEST_KEY = 2 ** -60;
/** A row's place within its bin is kept to so many parts of the bin's width. */
export const PARTS_OF_BIN = 2 ** 20;

/** By what q is multiplied so that its bins are one wide: a power of two. @param steps a power of two, as above */
export function scaleOf(q: number, steps: number): number {
  for (let exponent = 1; exponent < SMALLEST_EXPONENT; exponent++) {
    if (q >= 2 ** -(exponent + 1)) return 2 ** (exponent + 1) * steps;
  }
  return 2 ** SMALLEST_EXPONENT;
}

/** Where a probability lies. */
export interface PlaceInBin {
  /** Identifies the bin: the lower edge of q, negative where p ≥ ½. */
  readonly key: number;
  /** Parts of the bin's width, rounded down, by which q is above the lower edge. */
  readonly part: number;
}

/** The reference for the warehouses' SQL. @param proba in [0, 1] */
export function placeInBin(proba: number, steps: number): PlaceInBin {
  const q = proba < 0.5 ? proba : 1 - proba;
  const scaled = q * scaleOf(q, steps);
  const step = Math.floor(scaled);
  const edge = q < 2 ** -SMALLEST_EXPONENT ? LOWEST_KEY : step / scaleOf(q, steps);
  return { key: proba < 0.5 ? edge : -edge, part: Math.floor((scaled - step) * PARTS_OF_BIN) };
}

/** The mean probability of rows in one bin, to a two-millionth of the bin's width. @param parts the sum of their places */
export function meanOfBin(key: number, parts: number, rows: number, steps: number): number {
  const isLowest = Math.abs(key) === LOWEST_KEY;
  const edge = isLowest ? 0 : Math.abs(key);
  const scale = scaleOf(edge, steps);
  // Rounding down took half a part of each row.
  const q = (edge * scale + (parts / rows + 0.5) / PARTS_OF_BIN) / scale;
  return key > 0 ? q : 1 - q;
}
