import { sortByScore } from './sort-by-score.js';

/**
 * Scores, highest first, with equal ones in groups: what every kernel of a metric reads. A kernel also takes how often
 * each entry counts, so that an entry may be a row, a weighted row, or all rows of one score and label that a warehouse
 * has counted.
 */
export interface RankedScores {
  readonly scores: Float64Array;
  /** 0 or 1, in the order of `scores`. */
  readonly labels: Float64Array;
  /** Where each group of equal scores ends (exclusive), ascending; the last is the number of entries. */
  readonly groupEnds: Uint32Array;
}

/** Ranked scores of rows in memory. */
export interface RankedRows extends RankedScores {
  /** Index of the original row. */
  readonly order: Uint32Array;
}

/** Sorts once; the metric kernels then each take one pass. */
export function rankScores(yTrue: ArrayLike<number>, yScore: ArrayLike<number>): RankedRows {
  const unsorted = yScore instanceof Float64Array ? yScore : Float64Array.from(yScore);
  const order = sortByScore(unsorted);
  const scores = new Float64Array(order.length);
  const labels = new Float64Array(order.length);
  for (let i = 0; i < order.length; i++) {
    scores[i] = unsorted[order[i]!]!;
    labels[i] = yTrue[order[i]!]!;
  }
  const groupEnds = new Uint32Array(order.length);
  let groups = 0;
  for (let i = 1; i <= order.length; i++) {
    if (i === order.length || scores[i] !== scores[i - 1]) groupEnds[groups++] = i;
  }
  return { scores, labels, order, groupEnds: groupEnds.subarray(0, groups) };
}

/** Row weights in the order of the ranking; 1 where none are given. */
export function rankedWeights(ranked: RankedRows, sampleWeight?: ArrayLike<number>): Float64Array {
  const weights = new Float64Array(ranked.order.length);
  if (sampleWeight === undefined) return weights.fill(1);
  for (let i = 0; i < weights.length; i++) weights[i] = sampleWeight[ranked.order[i]!]!;
  return weights;
}

/** Σ counts of the positives and of the negatives. */
export function classCounts(
  { labels }: RankedScores,
  counts: Float64Array,
): { readonly positives: number; readonly negatives: number } {
  let total = 0;
  let positives = 0;
  for (let i = 0; i < labels.length; i++) {
    total += counts[i]!;
    positives += counts[i]! * labels[i]!;
  }
  return { positives, negatives: total - positives };
}
