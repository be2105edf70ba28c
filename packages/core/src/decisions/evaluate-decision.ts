import { checkCounts, checkProbabilities } from '../metrics/check-scores.js';
import { confusionCountsAt } from '../metrics/confusion-counts.js';
import type { Interval } from '../metrics/interval.js';
import type { MetricOptions } from '../metrics/metric-options.js';
import { sortByScore } from '../metrics/sort-by-score.js';
import { wilsonInterval } from '../metrics/wilson-interval.js';
import { type DecisionPolicy, type DecisionPolicyName, policyName } from './decision-policy.js';

/**
 * The result of acting on everyone from a threshold on, as the probabilities predict it and as it was on labelled rows.
 * Here a capacity is only a threshold: on these rows it may take a few more or fewer than its share. `as_served` is
 * about the users that predictions selects, never more than the capacity.
 */
export interface DecisionOutcome {
  readonly policy: DecisionPolicyName;
  readonly threshold: number;
  /** Rows that were looked at, and those of them at or above the threshold. */
  readonly n: number;
  readonly selected: number;
  readonly expected: {
    /** Sum of the probabilities of those selected. */
    readonly positives: number;
    /** Their mean; null where nobody is selected. */
    readonly precision: number | null;
    /** Share of all expected positives that is selected. */
    readonly recall: number;
    /** gain · positives − cost · selected; null without gain and cost. */
    readonly value: number | null;
  };
  readonly observed: {
    readonly positives: number;
    readonly precision: number | null;
    readonly recall: number | null;
    readonly value: number | null;
    /** 95 %; left out for values that are null. */
    readonly intervals: { readonly precision?: Interval; readonly recall?: Interval; readonly value?: Interval };
  };
  /** For a capacity: the expected result when everyone is scored; left out for other policies. */
  readonly as_served?: CapacityOutcome;
}

/**
 * The expected result of reaching a fixed number of users, extrapolated from labelled rows to everyone who is scored.
 */
export interface CapacityOutcome {
  /** Users who are selected. */
  readonly users: number;
  /** Approximate number of users who are scored at a time. */
  readonly population: number;
  /**
   * Conversions expected among those selected: the sum of the same share of the highest probabilities, extrapolated.
   */
  readonly expected_positives: number;
}

/**
 * Judges a threshold on rows that neither chose it nor were fitted.
 * @param yTrue 0 or 1, one per row
 * @param proba calibrated, one per row
 * @param population users that are scored at a time; default: as many as there are rows
 * @param options.sampleWeight rows of that score and label that each element stands for: whole, from 1 on; default 1 each
 * @throws PropensityError `empty_table`, `shape_mismatch`, `bad_labels`, `bad_scores`, `bad_weights`
 */
export function evaluateDecision(
  policy: DecisionPolicy | undefined,
  threshold: number,
  yTrue: ArrayLike<number>,
  proba: ArrayLike<number>,
  population?: number,
  { sampleWeight }: MetricOptions = {},
): DecisionOutcome {
  checkProbabilities(yTrue, proba, sampleWeight);
  checkCounts(sampleWeight);
  const { tp, fp, fn, tn } = confusionCountsAt(yTrue, proba, threshold, sampleWeight);
  const selected = tp + fp;
  const n = selected + fn + tn;
  let all = 0;
  let positives = 0;
  for (let row = 0; row < proba.length; row++) {
    const expected = (sampleWeight === undefined ? 1 : sampleWeight[row]!) * proba[row]!;
    all += expected;
    if (proba[row]! >= threshold) positives += expected;
  }
  const worthOf = (found: number) =>
    policy !== undefined && 'gain' in policy ? policy.gain * found - policy.cost * selected : null;
  const precision = selected > 0 ? wilsonInterval(tp, selected) : undefined;
  const recall = tp + fn > 0 ? wilsonInterval(tp, tp + fn) : undefined;
  const value = precision?.map((share) => worthOf(share * selected)) as [number | null, number | null] | undefined;
  return {
    policy: policyName(policy),
    threshold,
    n,
    selected,
    expected: {
      positives,
      precision: selected > 0 ? positives / selected : null,
      recall: all > 0 ? positives / all : 0,
      value: worthOf(positives),
    },
    observed: {
      positives: tp,
      precision: selected > 0 ? tp / selected : null,
      recall: tp + fn > 0 ? tp / (tp + fn) : null,
      value: worthOf(tp),
      intervals: {
        ...(precision && { precision }),
        ...(recall && { recall }),
        ...(value && value[0] !== null && { value: value as Interval }),
      },
    },
    ...(policy !== undefined &&
      'topUsers' in policy && {
        as_served: capacityOutcome(policy.topUsers, { proba, sampleWeight }, n, population ?? n),
      }),
  };
}

function capacityOutcome(
  topUsers: number,
  { proba, sampleWeight }: MetricOptions & { readonly proba: ArrayLike<number> },
  n: number,
  population: number,
): CapacityOutcome {
  const users = Math.min(topUsers, population);
  const scores = Float64Array.from(proba);
  const rows = (users / population) * n;
  let positives = 0;
  let rank = 0;
  // The last row counts in part: one row may stand for many users.
  for (const row of sortByScore(scores)) {
    const count = sampleWeight === undefined ? 1 : sampleWeight[row]!;
    positives += Math.max(0, Math.min(count, rows - rank)) * scores[row]!;
    rank += count;
  }
  return { users, population, expected_positives: (positives / n) * population };
}
