import { bestF1Threshold } from '../metrics/best-f1-threshold.js';
import { checkProbabilities } from '../metrics/check-scores.js';
import type { MetricOptions } from '../metrics/metric-options.js';
import { rankedWeights, rankScores } from '../metrics/ranked-scores.js';

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
 * @param options.sampleWeight rows of that score and label that each element stands for; default 1 each
 */
export function decisionThreshold(
  policy: DecisionPolicy | undefined,
  yTrue: ArrayLike<number>,
  proba: Float64Array,
  population: number,
  { sampleWeight }: MetricOptions = {},
): number {
  checkProbabilities(yTrue, proba, sampleWeight);
  if (policy === undefined) return bestF1Threshold(yTrue, proba, { sampleWeight });
  if ('gain' in policy) return Math.min(1, policy.cost / policy.gain);
  const ranked = rankScores(yTrue, proba);
  const descending: Descending = { scores: ranked.scores, counts: rankedWeights(ranked, sampleWeight) };
  const rows = descending.counts.reduce((sum, count) => sum + count, 0);
  return 'topUsers' in policy
    ? thresholdOfFirst(descending, Math.floor((policy.topUsers / population) * rows))
    : thresholdOfFirst(descending, longestWithMean(descending, policy.minPrecision));
}

/** Scores, highest first, and how many rows have each. */
interface Descending {
  readonly scores: Float64Array;
  readonly counts: Float64Array;
}

/** The lowest score that at most `count` rows reach; 1 where more rows than that have the highest score. */
function thresholdOfFirst({ scores, counts }: Descending, count: number): number {
  let taken = 0;
  for (let rows = 0; taken < scores.length && rows + counts[taken]! <= count; taken++) rows += counts[taken]!;
  while (taken > 0 && taken < scores.length && scores[taken] === scores[taken - 1]) taken--;
  return taken > 0 ? scores[taken - 1]! : 1;
}

/** The largest number of highest scores whose mean is at least `mean`: the mean falls with every row taken. */
function longestWithMean({ scores, counts }: Descending, mean: number): number {
  let sum = 0;
  let rows = 0;
  for (let entry = 0; entry < scores.length; entry++) {
    sum += counts[entry]! * scores[entry]!;
    // Where only some rows of a score would do, none of them is taken: see `thresholdOfFirst`.
    if (sum < mean * (rows + counts[entry]!)) return rows;
    rows += counts[entry]!;
  }
  return rows;
}
