/**
 * The share of the negatives that each positive is ranked above, ties counting half; their mean is the ROC AUC. Empty without positives;
 * NaN without negatives.
 * @param labels 0 or 1; @param scores of the same length
 * @see Hanley, Hajian-Tilaki, "Sampling variability of nonparametric estimates of the areas under ROC curves" (1997)
 */
export function placementsOf(labels: Float64Array, scores: Float64Array): Float64Array {
  const negatives = scores.filter((_, row) => labels[row] === 0).sort();
  const positives = scores.filter((_, row) => labels[row] === 1);
  return positives.map((score) => {
    const below = firstAtLeast(negatives, score);
    const notAbove = firstAbove(negatives, score);
    return (below + notAbove) / 2 / negatives.length;
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
