import { sortByScore } from './sort-by-score.js';

/** Rows sorted by score, highest first, with equal scores gathered in groups: what every ranking metric reads. */
export interface RankedScores {
  readonly scores: Float64Array;
  /** 0 or 1, in the order of `scores`. */
  readonly labels: Float64Array;
  /** Index of the original row. */
  readonly order: Uint32Array;
  /** Where each group of equal scores ends (exclusive), ascending; the last is the number of rows. */
  readonly groupEnds: Uint32Array;
}

/** Sorts once; the metric kernels then each take one pass. */
export function rankScores(yTrue: ArrayLike<number>, yScore: ArrayLike<number>): RankedScores {
  const unsorted = yScore instanceof Float64Array ? yScore : Float64Array.from(yScore);
  const order = sortByScore(unsorted);
  const scores = new Float64Array(order.length);
  const labels = new Float64Array(order.length);
  for (let i = 0; i < order.length; i++) {
    scores[i] = unsorted[order[i]!]!;
    labels[i] = yTrue[order[i]!]!;
  }
  const ends: number[] = [];
  for (let i = 1; i <= order.length; i++) if (i === order.length || scores[i] !== scores[i - 1]) ends.push(i);
  return { scores, labels, order, groupEnds: Uint32Array.from(ends) };
}

/** Row weights in the order of the ranking; 1 where none are given. */
export function rankedWeights(ranked: RankedScores, sampleWeight?: ArrayLike<number>): Float64Array {
  const weights = new Float64Array(ranked.order.length);
  for (let i = 0; i < weights.length; i++) weights[i] = sampleWeight?.[ranked.order[i]!] ?? 1;
  return weights;
}
