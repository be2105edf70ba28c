import type { PublishedRun } from '../ports/prediction-store.js';
import type { ReportedScores } from './report-data.js';

/** Most probabilities of converting are small: edges that rise by factors of 2 to 2.5. */
const EDGES = [0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1];

/**
 * How the probabilities of a run are spread.
 * @param proba in [0, 1], at least one, in any order
 */
export function scoreDistribution(
  { snapshot, model, result }: Pick<PublishedRun, 'snapshot' | 'model' | 'result'>,
  proba: Float64Array,
): ReportedScores {
  const ascending = proba.slice().sort();
  const n = ascending.length;
  const expected = ascending.reduce((sum, p) => sum + p, 0);
  const middle = n / 2;
  const median = n % 2 === 1 ? ascending[Math.floor(middle)]! : (ascending[middle - 1]! + ascending[middle]!) / 2;
  const bins = EDGES.slice(0, -1).map((from, index) => {
    const to = EDGES[index + 1]!;
    const within = ascending.reduce((count, p) => count + (p >= from && (p < to || to === 1) ? 1 : 0), 0);
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
    highest: ascending[n - 1]!,
    bins,
  };
}
