/** Below this many rows a comparison sort is faster than filling the digit tables. */
const RADIX_SORT_FROM = 2048;
const DIGIT_BITS = 16;
const DIGITS = 1 << DIGIT_BITS;

/**
 * Row indices by score, highest first; equal scores keep their order. O(n): a radix sort over the bits of the doubles.
 * @param scores no NaN
 */
export function sortByScore(scores: Float64Array): Uint32Array {
  const n = scores.length;
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  if (n < RADIX_SORT_FROM) return order.sort((a, b) => scores[b]! - scores[a]! || a - b);
  const { low, high } = descendingKeys(scores);
  let from: Uint32Array = order;
  let to: Uint32Array = new Uint32Array(n);
  const starts = new Uint32Array(DIGITS);
  for (const { word, shift } of [
    { word: low, shift: 0 },
    { word: low, shift: DIGIT_BITS },
    { word: high, shift: 0 },
    { word: high, shift: DIGIT_BITS },
  ]) {
    starts.fill(0);
    for (let i = 0; i < n; i++) starts[(word[i]! >>> shift) & (DIGITS - 1)]!++;
    let next = 0;
    for (let digit = 0; digit < DIGITS; digit++) {
      const count = starts[digit]!;
      starts[digit] = next;
      next += count;
    }
    for (let i = 0; i < n; i++) {
      const row = from[i]!;
      const digit = (word[row]! >>> shift) & (DIGITS - 1);
      to[starts[digit]!++] = row;
    }
    [from, to] = [to, from];
  }
  return from;
}

/** Unsigned 64-bit keys, as two words, that ascend where the scores descend. */
function descendingKeys(scores: Float64Array): { low: Uint32Array; high: Uint32Array } {
  const n = scores.length;
  const low = new Uint32Array(n);
  const high = new Uint32Array(n);
  const double = new Float64Array(1);
  const words = new Uint32Array(double.buffer);
  // Typed arrays use the machine's byte order: 1.0 has its bits in the high word.
  double[0] = 1;
  const highWord = words[1] === 0 ? 0 : 1;
  for (let i = 0; i < n; i++) {
    // Adding 0 turns −0 into 0, which compares equal to it.
    double[0] = scores[i]! + 0;
    const upper = words[highWord]!;
    const lower = words[1 - highWord]!;
    const negative = upper >>> 31 === 1;
    // A positive double ascends with its bits, so those are flipped below the sign; a negative one already descends.
    high[i] = negative ? upper : upper ^ 0x7fffffff;
    low[i] = negative ? lower : ~lower;
  }
  return { low, high };
}
