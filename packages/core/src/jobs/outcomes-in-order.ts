import { sortByScore } from '../metrics/sort-by-score.js';
import type { Outcomes, ShadowOutcomes } from '../ports/prediction-store.js';

/**
 * The rows of outcomes in an order that depends only on the rows: by probability, highest first, then label, then event
 * count, then, of a challenger, the probability that was published. Rows that are equal in all of them are interchangeable, so
 * sums and bootstrap draws over them are the same to the last bit in whatever order a warehouse returns them. O(n) apart from
 * rows of equal probability.
 * @param outcomes columns of equal length
 */
export function outcomesInOrder(outcomes: ShadowOutcomes): ShadowOutcomes;
export function outcomesInOrder(outcomes: Outcomes): Outcomes;
export function outcomesInOrder(outcomes: Outcomes | ShadowOutcomes): Outcomes | ShadowOutcomes {
  const { proba, labels, eventCount } = outcomes;
  const served = 'servedProba' in outcomes ? outcomes.servedProba : null;
  const order = sortByScore(proba);
  for (let start = 0, end = 1; end <= order.length; end++) {
    if (end < order.length && proba[order[end]!] === proba[order[start]!]) continue;
    if (end - start > 1) {
      order
        .subarray(start, end)
        .sort(
          (a, b) =>
            labels[b]! - labels[a]! ||
            eventCount[b]! - eventCount[a]! ||
            (served === null ? 0 : served[b]! - served[a]!),
        );
    }
    start = end;
  }
  const ordered = (column: Float64Array) => Float64Array.from(order, (row) => column[row]!);
  return {
    proba: ordered(proba),
    labels: ordered(labels),
    eventCount: ordered(eventCount),
    ...(served !== null && { servedProba: ordered(served) }),
  };
}
