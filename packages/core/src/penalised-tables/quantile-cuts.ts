/** Growth of the least size of a bin while there are too many of them. */
const GROWTH = 1.1;

/**
 * Cuts that divide numbers into at most `maxBins` bins of about equal weight; a value that holds as much as such a bin is
 * alone in its own. Each distinct value has a bin where there are no more than `maxBins`. A cut lies halfway between two
 * values, and whatever is at or below it is in the bin before it.
 * @param values finite; NaN is missing and in no bin
 * @param weights how often each value counts, ≥ 0; default 1
 * @returns ascending; none where all values are equal, or missing
 */
export function quantileCuts(values: Float64Array, maxBins: number, weights: Float64Array | null = null): number[] {
  const { distinct, count } = distinctValues(values, weights);
  if (distinct.length <= maxBins) {
    return Array.from(distinct.subarray(1), (upper, i) => between(distinct[i]!, upper));
  }
  for (let growth = 1; ; growth *= GROWTH) {
    const cuts = cutsOf(distinct, count, growth, maxBins);
    if (cuts.length < maxBins) return cuts;
  }
}

/** The bin of a number: how many cuts are below it. */
export function binOf(cuts: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (cuts[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** @param growth of the least weight of a bin; 1: as much as leaves `maxBins` where no bin is cut short by a heavy value */
function cutsOf(distinct: Float64Array, count: Float64Array, growth: number, maxBins: number): number[] {
  const heavy = (growth * sumOf(count)) / maxBins;
  const light = count.filter((each) => each < heavy);
  // A little less: sums of weights are rounded.
  const enough = (0.999 * growth * sumOf(light)) / Math.max(1, maxBins - (count.length - light.length));
  const cuts: number[] = [];
  let sum = 0;
  for (let i = 0; i < distinct.length; i++) {
    const isHeavy = count[i]! >= heavy;
    if (isHeavy && sum > 0) {
      cuts.push(between(distinct[i - 1]!, distinct[i]!));
      sum = 0;
    }
    sum += count[i]!;
    if (i < distinct.length - 1 && (isHeavy || sum >= enough)) {
      cuts.push(between(distinct[i]!, distinct[i + 1]!));
      sum = 0;
    }
  }
  return cuts;
}

/** The values that occur, ascending, with the weight of each. */
function distinctValues(values: Float64Array, weights: Float64Array | null) {
  const order = weights === null ? null : orderOf(values, weights);
  const sorted = order === null ? values.filter((value) => !Number.isNaN(value)).sort() : values;
  const n = order?.length ?? sorted.length;
  const distinct = new Float64Array(n);
  const count = new Float64Array(n);
  let last = -1;
  for (let i = 0; i < n; i++) {
    const row = order === null ? i : order[i]!;
    if (last < 0 || sorted[row] !== distinct[last]) distinct[++last] = sorted[row]!;
    count[last]! += weights === null ? 1 : weights[row]!;
  }
  return { distinct: distinct.subarray(0, last + 1), count: count.subarray(0, last + 1) };
}

/** Rows with a value and a weight, by value. */
function orderOf(values: Float64Array, weights: Float64Array): Uint32Array {
  return Uint32Array.from(values.keys())
    .filter((row) => weights[row]! > 0 && !Number.isNaN(values[row]!))
    .sort((a, b) => values[a]! - values[b]!);
}

/** A number from `lower` to below `upper`. */
function between(lower: number, upper: number): number {
  const middle = lower / 2 + upper / 2;
  return middle >= lower && middle < upper ? middle : lower;
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
