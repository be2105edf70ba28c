import type { RankedScores } from './ranked-scores.js';

export interface ScoreBin {
  /** Rows in the bin. */
  readonly n: number;
  /** Positives among them; a fraction where rows of equal score fall on both sides of the bin's edge. */
  readonly positives: number;
  /** Sum of their scores. */
  readonly scoreSum: number;
}

/**
 * Cuts the ranking into `nBins` runs of as equal a count as rounding allows, highest scores first; empty bins (fewer
 * rows than bins) are left out. Rows of equal score that an edge separates share their positives in proportion, so that
 * the result cannot depend on the order of the rows. An entry of many rows that an edge divides is split in the same way: each
 * bin gets a part of its count.
 * @param counts how often each entry counts; once each when left out
 */
export function equalCountBins(
  { scores, labels, groupEnds }: RankedScores,
  nBins: number,
  counts?: Float64Array,
): ScoreBin[] {
  const total = counts === undefined ? scores.length : counts.reduce((sum, count) => sum + count, 0);
  const edges = Array.from({ length: nBins }, (_, bin) => Math.round(((bin + 1) * total) / nBins));
  edges[nBins - 1] = total;
  const bins = edges.map(() => ({ n: 0, positives: 0, scoreSum: 0 }));
  let bin = 0;
  let entry = 0;
  // Counted rows before the group, and those before its part that is not in a bin yet.
  let before = 0;
  let row = 0;
  for (const end of groupEnds) {
    const start = entry;
    let groupPositives = 0;
    let groupCount = 0;
    for (; entry < end; entry++) {
      const count = counts === undefined ? 1 : counts[entry]!;
      groupPositives += count * labels[entry]!;
      groupCount += count;
    }
    if (groupCount === 0) continue;
    const share = groupPositives / groupCount;
    const until = before + groupCount;
    while (row < until) {
      while (bin < nBins - 1 && edges[bin]! <= row) bin++;
      const taken = bin === nBins - 1 ? until - row : Math.min(until, edges[bin]!) - row;
      bins[bin]!.n += taken;
      // A group that no edge cuts keeps its exact count.
      bins[bin]!.positives += taken === groupCount ? groupPositives : taken * share;
      bins[bin]!.scoreSum += taken * scores[start]!;
      row += taken;
    }
    before = until;
  }
  return bins.filter(({ n }) => n > 0);
}
