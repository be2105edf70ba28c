import { sortByScore } from '../metrics/sort-by-score.js';

/**
 * The share of the negatives that each positive is ranked above, ties counting half; their mean is the ROC AUC. Empty without positives;
 * NaN without negatives.
 * @param labels 0 or 1
 * @param scores of the same length
 * @param counts rows that each element stands for; 1 each when left out
 * @returns one per positive element, in their order
 * @see Hanley, Hajian-Tilaki, "Sampling variability of nonparametric estimates of the areas under ROC curves" (1997)
 */
export function placementsOf(labels: Float64Array, scores: Float64Array, counts?: ArrayLike<number>): Float64Array {
  const order = sortByScore(scores)
    .reverse()
    .filter((row) => labels[row] === 0);
  const negatives = Float64Array.from(order, (row) => scores[row]!);
  // How many negative rows come before each place.
  const before = new Float64Array(order.length + 1);
  order.forEach((row, place) => {
    before[place + 1] = before[place]! + (counts === undefined ? 1 : counts[row]!);
  });
  const positives = scores.filter((_, row) => labels[row] === 1);
  return positives.map((score) => {
    const below = before[firstAtLeast(negatives, score)]!;
    const notAbove = before[firstAbove(negatives, score)]!;
    return (below + notAbove) / 2 / before[order.length]!;
  });
}

function firstAtLeast(sorted: Float64Array, value: number): number {
  return firstPlace(sorted, (found) => found >= value);
}

function firstAbove(sorted: Float64Array, value: number): number {
  return firstPlace(sorted, (found) => found > value);
}

/** The first place from which on `holds` is true. */
function firstPlace(sorted: Float64Array, holds: (value: number) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(sorted[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}
