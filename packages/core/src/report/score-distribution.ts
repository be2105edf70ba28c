import { type ScoredRows, sumOfRows } from '../counted-scores/scored-rows.js';
import { sortByScore } from '../metrics/sort-by-score.js';
import type { PublishedRun } from '../ports/prediction-store.js';
import type { ReportedScores } from './report-data.js';

/** Most probabilities of converting are small: edges that rise by factors of 2 to 2.5. */
const EDGES = [0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1];

/**
 * How the probabilities of a run are spread.
 * @param rows probabilities, at least one, in any order
 */
export function scoreDistribution(
  { snapshot, model, result }: Pick<PublishedRun, 'snapshot' | 'model' | 'result'>,
  { scores, sampleWeight }: Pick<ScoredRows, 'scores' | 'sampleWeight'>,
): ReportedScores {
  const order = sortByScore(scores).reverse();
  const ascending = Float64Array.from(order, (entry) => scores[entry]!);
  const counts = Float64Array.from(order, (entry) => (sampleWeight === undefined ? 1 : sampleWeight[entry]!));
  const rows = { sampleWeight: counts };
  const n = sumOfRows(new Float64Array(counts.length).fill(1), rows);
  const expected = sumOfRows(ascending, rows);
  const middle = n / 2;
  const at = (row: number) => scoreOfRow(ascending, counts, row);
  const median = n % 2 === 1 ? at(Math.floor(middle)) : (at(middle - 1) + at(middle)) / 2;
  const bins = EDGES.slice(0, -1).map((from, index) => {
    const to = EDGES[index + 1]!;
    const within = sumOfRows(
      ascending.map((p) => (p >= from && (p < to || to === 1) ? 1 : 0)),
      rows,
    );
    return { from, to, n: within };
  });
  return {
    week: snapshot,
    model,
    n,
    selected: result.counts.selected ?? null,
    expected,
    mean: expected / n,
    median,
    highest: ascending.at(-1)!,
    bins,
  };
}

/** @param row its place by rising score */
function scoreOfRow(ascending: Float64Array, counts: Float64Array, row: number): number {
  let before = 0;
  for (let entry = 0; ; entry++) {
    before += counts[entry]!;
    if (row < before) return ascending[entry]!;
  }
}
