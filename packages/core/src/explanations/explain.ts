import type { ModelArtifact } from '../artifact/model-artifact.js';
import { applyCalibration } from '../calibration/apply-calibration.js';
import { scorerOf } from '../model-families/scorer-of.js';
import type { Row } from '../table/table.js';
import { reasonInWords } from './reason-in-words.js';

/** What one feature did to a user's score. */
export interface Reason {
  readonly feature: string;
  /** The user's value; null when missing. */
  readonly value: number | string | boolean | null;
  /** Log-odds added, against the average user that the model was fitted on. */
  readonly contribution: number;
  /** e^contribution: how many times the odds. */
  readonly odds: number;
  readonly text: string;
}

export interface Explanation {
  /** Calibrated. */
  readonly proba: number;
  /** Log-odds before calibration: `baseline` plus all contributions, those not listed too. */
  readonly logit: number;
  /** Log-odds where every feature adds what it adds on average. */
  readonly baseline: number;
  /** Those that moved the score most, first. */
  readonly reasons: readonly Reason[];
  /** Sum of the contributions that are not listed. */
  readonly others: number;
}

/**
 * Why a model gives a row its probability. Exact, not an approximation: the model adds up, so `baseline` + contributions is
 * the logit. Contributions are those before calibration, which moves all scores alike. In a model of schema 1 they are
 * relative to a row of average numbers and unknown categories.
 * @param row raw feature values by name; what is absent is missing
 * @param options.limit reasons to list; default 5
 * @throws PropensityError `bad_value` for text where a number is needed, `infinite_value`
 */
export function explain(artifact: ModelArtifact, row: Row, options: { readonly limit?: number } = {}): Explanation {
  const scorer = scorerOf(artifact);
  const logit = scorer.decisionFunctionOne(row);
  const means = new Map(artifact.explanations?.contributions.map(({ feature, mean }) => [feature, mean]));
  const meaningOf = new Map(artifact.features.map(({ name, meaning }) => [name, meaning]));
  const all = scorer
    .explainOne(row)
    .map(({ feature, value, contribution }) => ({
      feature,
      value,
      contribution: contribution - (means.get(feature) ?? 0),
    }))
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
  const limit = options.limit ?? 5;
  return {
    proba: applyCalibration(artifact.calibration, logit),
    logit,
    baseline: [...means.values()].reduce((sum, mean) => sum + mean, scorer.baseline),
    reasons: all.slice(0, limit).map((reason) => ({
      ...reason,
      odds: Math.exp(reason.contribution),
      text: reasonInWords(meaningOf.get(reason.feature) ?? reason.feature, reason.value, reason.contribution),
    })),
    others: all.slice(limit).reduce((sum, { contribution }) => sum + contribution, 0),
  };
}
