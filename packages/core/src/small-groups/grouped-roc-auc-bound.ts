import type { CountedScores } from '../counted-scores/counted-scores.js';

/**
 * How far the ROC AUC of groups, each at its mean, may lie from that of their rows. Groups of a label follow each other, so the rows of one have
 * scores between the means of its neighbours: pairs of a positive and a negative whose ranges overlap may be in either order.
 */
export function groupedRocAucBound({ scores, labels, counts }: CountedScores): number {
  const groupsOf = (label: number) => {
    const places = [...scores.keys()].filter((at) => labels[at] === label).sort((a, b) => scores[a]! - scores[b]!);
    return places.map((at, rank) => ({
      n: counts[at]!,
      low: rank === 0 ? Number.NEGATIVE_INFINITY : scores[places[rank - 1]!]!,
      high: rank === places.length - 1 ? Number.POSITIVE_INFINITY : scores[places[rank + 1]!]!,
    }));
  };
  const [negatives, positives] = [groupsOf(0), groupsOf(1)];
  const sumOf = (groups: readonly { readonly n: number }[]) => groups.reduce((sum, { n }) => sum + n, 0);
  /** Negatives of the groups from `first` to before `end`, whose ranges overlap with that of a positive group. */
  let [first, end, overlapping, unsure] = [0, 0, 0, 0];
  for (const { n, low, high } of positives) {
    while (end < negatives.length && negatives[end]!.low < high) overlapping += negatives[end++]!.n;
    while (first < end && negatives[first]!.high <= low) overlapping -= negatives[first++]!.n;
    unsure += n * overlapping;
  }
  return unsure / Math.max(1, sumOf(positives) * sumOf(negatives));
}
