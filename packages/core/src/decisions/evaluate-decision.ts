import { checkProbabilities } from '../metrics/check-scores.js';
import { confusionCounts } from '../metrics/confusion-counts.js';
import type { Interval } from '../metrics/interval.js';
import { wilsonInterval } from '../metrics/wilson-interval.js';
import { type DecisionPolicy, type DecisionPolicyName, policyName } from './decision-policy.js';

/** What acting from a threshold on brings, as the probabilities expect it and as it was on labelled rows. */
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
    /** 95 %; of what is null there is none. */
    readonly intervals: { readonly precision?: Interval; readonly recall?: Interval; readonly value?: Interval };
  };
}

/**
 * Judges a threshold on rows that neither chose it nor were fitted.
 * @param yTrue 0 or 1, one a row
 * @param proba calibrated, one a row
 * @throws PropensityError `empty_table`, `shape_mismatch`, `bad_labels`, `bad_scores`
 */
export function evaluateDecision(
  policy: DecisionPolicy | undefined,
  threshold: number,
  yTrue: ArrayLike<number>,
  proba: ArrayLike<number>,
): DecisionOutcome {
  checkProbabilities(yTrue, proba);
  const { tp, fp, fn } = confusionCounts(yTrue, proba, threshold);
  const selected = tp + fp;
  let all = 0;
  let positives = 0;
  for (let row = 0; row < proba.length; row++) {
    all += proba[row]!;
    if (proba[row]! >= threshold) positives += proba[row]!;
  }
  const worthOf = (found: number) =>
    policy !== undefined && 'gain' in policy ? policy.gain * found - policy.cost * selected : null;
  const precision = selected > 0 ? wilsonInterval(tp, selected) : undefined;
  const recall = tp + fn > 0 ? wilsonInterval(tp, tp + fn) : undefined;
  const value = precision?.map((share) => worthOf(share * selected)) as [number | null, number | null] | undefined;
  return {
    policy: policyName(policy),
    threshold,
    n: proba.length,
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
  };
}
