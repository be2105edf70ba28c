const DIGITS = 1 << 16;
/** Index of the high word among the two words of a double: typed arrays use the machine's byte order. */
const HIGH_WORD = new Uint32Array(Float64Array.of(1).buffer)[1] === 0 ? 0 : 1;

/** From this many values on a sample is used, and its size. */
const SAMPLE_FROM = 1 << 16;
const SAMPLE = 1 << 12;
/**
 * Distance from the middle of the sample within which the median is expected: 4 standard deviations of the sample
 * median's rank.
 */
const SAMPLE_REACH = 4 * (Math.sqrt(SAMPLE) / 2);

/**
 * The median: for an even number of values the mean of the two in the middle; NaN for none. O(n), without sorting.
 * @param values not NaN; not changed
 * @see Floyd, Rivest (1975), "Expected time bounds for selection", for the sample
 */
export function median(values: Float64Array): number {
  const n = values.length;
  if (n === 0) return Number.NaN;
  const middle = n >> 1;
  const { candidates, nBelow } = n < SAMPLE_FROM ? { candidates: values, nBelow: 0 } : nearMedian(values);
  const upper = kthSmallest(candidates, middle - nBelow);
  if (n % 2 === 1) return upper;
  let rank = nBelow;
  for (let i = 0; i < candidates.length; i++) rank += Number(candidates[i]! < upper);
  if (rank < middle) return upper;
  let lower = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < candidates.length; i++) if (candidates[i]! < upper) lower = Math.max(lower, candidates[i]!);
  return (lower + upper) / 2;
}

/**
 * The median of numbers that are each there as often as counted: the same as that of them all.
 * @param numbers ascending, one or more of them counted
 */
export function medianOfCounts(numbers: Float64Array, counts: Uint32Array): number {
  const n = counts.reduce((sum, count) => sum + count, 0);
  const middle = n >> 1;
  let below = 0;
  let lower = Number.NaN;
  for (let i = 0; ; i++) {
    if (counts[i] === 0) continue;
    const upper = numbers[i]!;
    if (below + counts[i]! > middle)
      return n % 2 === 1 || below < middle || lower === upper ? upper : (lower + upper) / 2;
    below += counts[i]!;
    lower = upper;
  }
}

/**
 * Values that include the one or two in the middle, and how many other values are smaller; all values where the sample
 * misleads. Comparisons are counted without branches: near the median a processor mispredicts every other branch.
 */
function nearMedian(values: Float64Array): { candidates: Float64Array; nBelow: number } {
  const n = values.length;
  const sample = new Float64Array(SAMPLE);
  for (let i = 0; i < SAMPLE; i++) sample[i] = values[Math.floor(((i + 0.5) * n) / SAMPLE)]!;
  sample.sort();
  const lowest = sample[SAMPLE / 2 - SAMPLE_REACH]!;
  const highest = sample[SAMPLE / 2 + SAMPLE_REACH]!;
  const middle = n >> 1;
  const candidates = new Float64Array(n);
  let nBelow = 0;
  let count = 0;
  for (let i = 0; i < n; i++) {
    const value = values[i]!;
    nBelow += Number(value < lowest);
    candidates[count] = value;
    count += Number(value >= lowest) & Number(value <= highest);
  }
  if (nBelow >= middle || nBelow + count <= middle) return { candidates: values, nBelow: 0 };
  // A value so frequent that it fills the whole range is the median.
  if (lowest === highest) return { candidates: new Float64Array(2).fill(lowest), nBelow: middle - 1 };
  return { candidates: candidates.subarray(0, count), nBelow };
}

/**
 * The value with `k` values before it in ascending order. Counts values by 16 bits of their bit pattern, the highest
 * first, and continues with those that share the digit of the value sought.
 */
function kthSmallest(values: Float64Array, k: number): number {
  const counts = new Uint32Array(DIGITS);
  let candidates = values;
  let rank = k;
  for (let digit = 0; digit < 4; digit++) {
    const words = new Uint32Array(candidates.buffer, candidates.byteOffset, 2 * candidates.length);
    counts.fill(0);
    for (let i = 0; i < candidates.length; i++) counts[digitOf(words, i, digit)]!++;
    let digitSought = 0;
    while (counts[digitSought]! <= rank) rank -= counts[digitSought++]!;
    const same = new Float64Array(counts[digitSought]!);
    let next = 0;
    let smallest = Number.POSITIVE_INFINITY;
    let largest = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < candidates.length; i++) {
      if (digitOf(words, i, digit) !== digitSought) continue;
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
  const high = words[2 * i + HIGH_WORD]!;
  const flip = high >> 31;
  const word = digit < 2 ? high ^ (flip | 0x80000000) : words[2 * i + 1 - HIGH_WORD]! ^ flip;
  return (digit % 2 === 0 ? word >>> 16 : word) & (DIGITS - 1);
}
