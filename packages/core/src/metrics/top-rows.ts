import type { RankedScores } from './ranked-scores.js';

/** Rows in the top `percent` of `total`, rounded up. */
export function topSize(total: number, percent: number): number {
  return Math.ceil((total * percent) / 100);
}

/**
 * Number of positives among the `size` highest scores; a group of equal scores that the cut divides counts in
 * proportion. All positives where `size` is at least the sum of the counts.
 */
export function positivesInTop({ labels, groupEnds }: RankedScores, counts: Float64Array, size: number): number {
  let taken = 0;
  let caught = 0;
  let row = 0;
  for (let group = 0; group < groupEnds.length && taken < size; group++) {
    const end = groupEnds[group]!;
    let groupCount = 0;
    let groupPositives = 0;
    for (; row < end; row++) {
      groupCount += counts[row]!;
      groupPositives += counts[row]! * labels[row]!;
    }
    if (groupCount === 0) continue;
    const share = Math.min(1, (size - taken) / groupCount);
    caught += groupPositives * share;
    taken += groupCount * share;
  }
  return caught;
}
