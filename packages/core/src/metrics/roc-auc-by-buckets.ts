/** Greatest number of buckets: their counters should stay in the processor's cache. */
const MAX_BUCKETS = 1 << 18;
/** Index of the high word among the two words of a double: typed arrays use the machine's byte order. */
const HIGH_WORD = new Uint32Array(Float64Array.of(1).buffer)[1] === 0 ? 0 : 1;

/**
 * ROC AUC without weights in O(n): rows are counted in buckets by the high bits of their scores; only buckets with both
 * classes have to be sorted. Null when one class is absent.
 * @param yTrue 0 or 1, one per row
 * @param yScore no NaN
 */
export function rocAucByBuckets(yTrue: ArrayLike<number>, yScore: Float64Array): number | null {
  const n = yScore.length;
  const bucketOf = bucketsOf(yScore);
  const nBuckets = bucketOf.reduce((most, bucket) => Math.max(most, bucket), 0) + 1;
  const counts = [new Uint32Array(nBuckets), new Uint32Array(nBuckets)] as const;
  const [negatives, positives] = counts;
  for (let i = 0; i < n; i++) counts[yTrue[i] === 1 ? 1 : 0][bucketOf[i]!]!++;

  // Twice the number of (positive, negative) pairs in the right order, ties counting one.
  let wins = 0;
  let negativesBelow = 0;
  let nPositive = 0;
  let nMixed = 0;
  const mixedStart = new Int32Array(nBuckets).fill(-1);
  for (let bucket = 0; bucket < nBuckets; bucket++) {
    wins += 2 * positives[bucket]! * negativesBelow;
    negativesBelow += negatives[bucket]!;
    nPositive += positives[bucket]!;
    if (positives[bucket]! > 0 && negatives[bucket]! > 0) {
      mixedStart[bucket] = nMixed;
      nMixed += positives[bucket]! + negatives[bucket]!;
    }
  }
  if (nPositive === 0 || nPositive === n) return null;

  // Each mixed bucket's scores side by side: its negatives, then its positives.
  const scores = new Float64Array(nMixed);
  const nextNegative = mixedStart.slice();
  const nextPositive = mixedStart.map((start, bucket) => start + negatives[bucket]!);
  for (let i = 0; i < n; i++) {
    const bucket = bucketOf[i]!;
    if (mixedStart[bucket]! < 0) continue;
    const next = yTrue[i] === 1 ? nextPositive : nextNegative;
    scores[next[bucket]!++] = yScore[i]!;
  }
  for (let bucket = 0; bucket < nBuckets; bucket++) {
    const start = mixedStart[bucket]!;
    if (start < 0) continue;
    const middle = start + negatives[bucket]!;
    wins += winsWithin(scores, start, middle, middle + positives[bucket]!);
  }
  return wins / 2 / (nPositive * (n - nPositive));
}

/**
 * Bucket of each score: its high word, mapped to ascend with the score, minus the smallest, shifted until it is small
 * enough.
 */
function bucketsOf(scores: Float64Array): Uint32Array {
  const words = new Uint32Array(scores.buffer, scores.byteOffset, 2 * scores.length);
  const keys = new Uint32Array(scores.length);
  let smallest = 0xffffffff;
  let largest = 0;
  for (let i = 0; i < keys.length; i++) {
    const high = words[2 * i + HIGH_WORD]!;
    // −0 equals 0, so both must have the same key.
    const key = scores[i] === 0 ? 0x80000000 : (high ^ ((high >> 31) | 0x80000000)) >>> 0;
    keys[i] = key;
    if (key < smallest) smallest = key;
    if (key > largest) largest = key;
  }
  let shift = 0;
  while ((largest - smallest) >>> shift >= MAX_BUCKETS) shift++;
  for (let i = 0; i < keys.length; i++) keys[i] = (keys[i]! - smallest) >>> shift;
  return keys;
}

/** Twice the rightly ordered pairs of negatives scores[start…middle) and positives scores[middle…end); sorts both. */
function winsWithin(scores: Float64Array, start: number, middle: number, end: number): number {
  sortRange(scores, start, middle);
  sortRange(scores, middle, end);
  let wins = 0;
  let below = start;
  let notAbove = start;
  for (let i = middle; i < end; i++) {
    while (below < middle && scores[below]! < scores[i]!) below++;
    while (notAbove < middle && scores[notAbove]! <= scores[i]!) notAbove++;
    wins += below - start + (notAbove - start);
  }
  return wins;
}

function sortRange(scores: Float64Array, start: number, end: number): void {
  if (end - start > 32) {
    scores.subarray(start, end).sort();
    return;
  }
  for (let i = start + 1; i < end; i++) {
    const score = scores[i]!;
    let j = i;
    for (; j > start && scores[j - 1]! > score; j--) scores[j] = scores[j - 1]!;
    scores[j] = score;
  }
}
