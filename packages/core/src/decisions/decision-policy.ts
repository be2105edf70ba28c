import { bestF1Threshold } from '../metrics/best-f1-threshold.js';
import { checkProbabilities } from '../metrics/check-scores.js';
import { sortByScore } from '../metrics/sort-by-score.js';

/** Which users to act on: as many as can be reached, at a minimum precision, or wherever it pays. */
export type DecisionPolicy =
  | { readonly topUsers: number }
  | { readonly minPrecision: number }
  | { readonly gain: number; readonly cost: number };

/** The names of the policies in results; `best_f1` where none is configured. */
export type DecisionPolicyName = 'best_f1' | 'top_users' | 'min_precision' | 'value';

export function policyName(policy: DecisionPolicy | undefined): DecisionPolicyName {
  if (policy === undefined) return 'best_f1';
  if ('topUsers' in policy) return 'top_users';
  return 'minPrecision' in policy ? 'min_precision' : 'value';
}

/**
 * The probability from which to act (probability ≥ threshold), from calibrated probabilities of rows like those to
 * come: `topUsers` takes that share of the rows (none of those tied at the cut): on other rows a few more or fewer lie
 * above the threshold, so predictions counts users instead, see `selectedUsers`; `minPrecision` takes as many as have
 * that mean probability; `gain` and `cost` take everyone whose expected gain covers the cost, p ≥ cost / gain; without
 * a policy, the best F1 on the labels. 1 where nobody qualifies.
 * @param yTrue 0 or 1, one per row; read without a policy only
 * @param proba calibrated, one per row, of rows that the model has not seen
 * @param population users that are scored at a time
 */
export function decisionThreshold(
  policy: DecisionPolicy | undefined,
  yTrue: ArrayLike<number>,
  proba: Float64Array,
  population: number,
): number {
  checkProbabilities(yTrue, proba);
  if (policy === undefined) return bestF1Threshold(yTrue, proba);
  if ('gain' in policy) return Math.min(1, policy.cost / policy.gain);
  const descending = Float64Array.from(sortByScore(proba), (row) => proba[row]!);
  return 'topUsers' in policy
    ? thresholdOfFirst(descending, Math.floor((policy.topUsers / population) * proba.length))
    : thresholdOfFirst(descending, longestWithMean(descending, policy.minPrecision));
}

/** The lowest score that at most `count` rows reach; 1 where more rows than that have the highest score. */
function thresholdOfFirst(descending: Float64Array, count: number): number {
  let taken = Math.min(count, descending.length);
  while (taken > 0 && taken < descending.length && descending[taken] === descending[taken - 1]) taken--;
  return taken > 0 ? descending[taken - 1]! : 1;
}

/** The largest number of highest scores whose mean is at least `mean`: the mean falls with every row taken. */
function longestWithMean(descending: Float64Array, mean: number): number {
  let sum = 0;
  for (let row = 0; row < descending.length; row++) {
    sum += descending[row]!;
    if (sum < mean * (row + 1)) return row;
  }
  return descending.length;
}
