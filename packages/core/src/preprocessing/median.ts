const DIGITS = 1 << 16;
/** Where the high word of a double is among its two words: typed arrays use the machine's byte order. */
const HIGH = new Uint32Array(Float64Array.of(1).buffer)[1] === 0 ? 0 : 1;

/**
 * The median: of an even number of values the mean of the two in the middle; NaN of none. O(n), without sorting.
 * @param values not NaN; left as they are
 */
export function median(values: Float64Array): number {
  const n = values.length;
  if (n === 0) return Number.NaN;
  const middle = n >> 1;
  const upper = kthSmallest(values, middle);
  if (n % 2 === 1) return upper;
  let nBelow = 0;
  let below = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < n; i++) {
    const value = values[i]!;
    if (value < upper) {
      nBelow++;
      if (value > below) below = value;
    }
  }
  return nBelow === middle ? (below + upper) / 2 : upper;
}

/**
 * The value with `k` values before it in ascending order. Counts values by 16 bits of their bit pattern, the highest first,
 * and goes on with those that share the digit in question.
 */
function kthSmallest(values: Float64Array, k: number): number {
  const counts = new Uint32Array(DIGITS);
  let candidates = values;
  let rank = k;
  for (let digit = 0; digit < 4; digit++) {
    const words = new Uint32Array(candidates.buffer, candidates.byteOffset, 2 * candidates.length);
    counts.fill(0);
    for (let i = 0; i < candidates.length; i++) counts[digitOf(words, i, digit)]!++;
    let wanted = 0;
    while (counts[wanted]! <= rank) rank -= counts[wanted++]!;
    const same = new Float64Array(counts[wanted]!);
    let next = 0;
    let smallest = Number.POSITIVE_INFINITY;
    let largest = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < candidates.length; i++) {
      if (digitOf(words, i, digit) !== wanted) continue;
      const value = candidates[i]!;
      same[next++] = value;
      if (value < smallest) smallest = value;
      if (value > largest) largest = value;
    }
    // Counts and other columns of few distinct values end here, most of them after one round.
    if (smallest === largest) return smallest;
    candidates = same;
  }
  return candidates[rank]!;
}

/** 16 bits of value `i`, of a bit pattern changed so that it ascends with the value: negatives flipped, the others above them. */
function digitOf(words: Uint32Array, i: number, digit: number): number {
  const high = words[2 * i + HIGH]!;
  const flip = high >> 31;
  const word = digit < 2 ? high ^ (flip | 0x80000000) : words[2 * i + 1 - HIGH]! ^ flip;
  return (digit % 2 === 0 ? word >>> 16 : word) & (DIGITS - 1);
}
