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
 * Cuts the ranking into `nBins` runs of as equal a count as rounding allows, highest scores first; empty bins (fewer rows
 * than bins) are left out. Rows of equal score that an edge separates share their positives in proportion, so that the
 * result cannot depend on the order of the rows.
 */
export function equalCountBins({ scores, labels, groupEnds }: RankedScores, nBins: number): ScoreBin[] {
  const edges = Array.from({ length: nBins }, (_, bin) => Math.round(((bin + 1) * scores.length) / nBins));
  const bins = edges.map(() => ({ n: 0, positives: 0, scoreSum: 0 }));
  let bin = 0;
  let start = 0;
  for (const end of groupEnds) {
    let groupPositives = 0;
    for (let row = start; row < end; row++) groupPositives += labels[row]!;
    const share = groupPositives / (end - start);
    let row = start;
    while (row < end) {
      while (edges[bin]! <= row) bin++;
      const taken = Math.min(end, edges[bin]!) - row;
      bins[bin]!.n += taken;
      // A group that no edge cuts keeps its exact count.
      bins[bin]!.positives += taken === end - start ? groupPositives : taken * share;
      bins[bin]!.scoreSum += taken * scores[start]!;
      row += taken;
    }
    start = end;
  }
  return bins.filter(({ n }) => n > 0);
}
