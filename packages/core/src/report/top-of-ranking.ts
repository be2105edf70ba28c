import { rowCount, type ScoredRows, sumOfRows } from '../counted-scores/scored-rows.js';
import type { Interval } from '../metrics/interval.js';
import { rankedWeights, rankScores } from '../metrics/ranked-scores.js';
import { positivesInTop } from '../metrics/top-rows.js';
import { wilsonInterval } from '../metrics/wilson-interval.js';
import type { ReportedTop } from './report-data.js';

/** What the first users of one ranking or of several hold, in counts that can be added. */
export interface TopCounts {
  readonly n: number;
  readonly positives: number;
  readonly selected: number;
  /** A fraction where the cut divides rows of equal score. */
  readonly captured: number;
  /** Null for a ranking without probabilities. */
  readonly expected: number | null;
}

/**
 * Counts of the `selected` highest scores; rows of equal score at the cut count in proportion.
 * @param selected at most the number of rows
 */
export function topCounts(
  rows: ScoredRows,
  selected: number,
): Omit<TopCounts, 'expected'> & { readonly scoreSum: number } {
  const ranked = rankScores(rows.labels, rows.scores);
  const counts = rankedWeights(ranked, rows.sampleWeight);
  const captured = positivesInTop(ranked, counts, selected);
  let scoreSum = 0;
  let taken = 0;
  for (let entry = 0; taken < selected; entry++) {
    scoreSum += Math.min(counts[entry]!, selected - taken) * ranked.scores[entry]!;
    taken += counts[entry]!;
  }
  return { n: rowCount(rows), positives: sumOfRows(rows.labels, rows), selected, captured, scoreSum };
}

/** Shares, lift and their intervals, from counts. */
export function reportedTop({ n, positives, selected, captured, expected }: TopCounts): ReportedTop {
  const recall = positives > 0 ? captured / positives : null;
  const interval = recall === null ? null : recallInterval(captured, positives, selected);
  const share = selected / n;
  return {
    selected,
    captured,
    by_chance: selected * (positives / n),
    expected,
    recall,
    recall_interval: interval,
    precision: selected > 0 ? captured / selected : null,
    precision_interval: selected > 0 ? wilsonInterval(captured, selected) : null,
    lift: recall !== null && selected > 0 ? recall / share : null,
    lift_interval: interval !== null && selected > 0 ? [interval[0] / share, interval[1] / share] : null,
  };
}

/** No more converters are captured than users selected. */
function recallInterval(captured: number, positives: number, selected: number): Interval {
  const [low, high] = wilsonInterval(captured, positives);
  return [low, Math.min(high, Math.max(captured, selected) / positives)];
}
