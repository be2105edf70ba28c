import { applyCalibration } from '../calibration/apply-calibration.js';
import { scorerOf } from '../model-families/scorer-of.js';
import type { ScorableModel } from '../model-families/scoring-families.js';
import type { ModelExplanations } from '../models/model-explanations.js';
import type { RecalibrationJson } from '../results/results.js';
import type { FeatureSpec } from '../table/feature-spec.js';
import type { Row } from '../table/table.js';
import { featureWindow } from './feature-windows.js';
import { type ReasonPart, reasonInWords } from './reason-in-words.js';

/** What one feature, or one measure over several windows, did to a user's score. */
export interface Reason {
  /**
   * The feature; where several windows of a measure are one reason, the measure: `sessions` for `sessions_7d` and
   * `sessions_30d`.
   */
  readonly feature: string;
  /** The user's value, over the longest window where there are several; null when missing. */
  readonly value: number | string | boolean | null;
  /**
   * Log-odds added relative to the average user that the model was fitted on; the sum of the contributions of `parts`.
   */
  readonly contribution: number;
  /** e^contribution: the factor on the odds. */
  readonly odds: number;
  readonly text: string;
  /** The features that the reason consists of, shortest window first. */
  readonly parts: readonly ReasonPart[];
}

export interface Explanation {
  /** Calibrated. */
  readonly proba: number;
  /** Log-odds before calibration: `baseline` plus the contributions of the reasons plus `others`. */
  readonly logit: number;
  /** Log-odds when every feature adds its average contribution. */
  readonly baseline: number;
  /** The reasons that moved the score most, largest first. */
  readonly reasons: readonly Reason[];
  /** Sum of the contributions that are not listed. */
  readonly others: number;
  /** What matured weeks have moved every score by since the model was fitted: calibrated log-odds ℓ became slope·ℓ + shift. Left out where nothing has. */
  readonly recalibration?: Pick<RecalibrationJson, 'slope' | 'shift' | 'weeks'>;
}

/** A model that can be explained, such as a `ModelArtifact`. */
export interface ExplainableModel extends ScorableModel {
  readonly features: readonly (Pick<FeatureSpec, 'name'> & Partial<Pick<FeatureSpec, 'meaning'>>)[];
  /** Absent in artifacts of schema 1. */
  readonly explanations?: ModelExplanations;
  readonly recalibration?: Explanation['recalibration'];
}

/**
 * Why a model gives a row its probability. Exact, not an approximation: the model is a sum, so `baseline` +
 * contributions is the logit. Contributions are those before calibration, which keeps the order of scores. In a model
 * of schema 1 they are relative to a row whose contributions are all 0. Windows of one measure (see `FeatureSpec.name`)
 * are correlated, and how they share their effect is a matter of chance: they form one reason.
 * @param row raw feature values by name; an absent one is missing
 * @param options.limit reasons to list; default 5
 * @throws PropensityError `bad_value` for text where a number is needed, `infinite_value`
 *
 * @example
 * import { PropensityClassifier, explain } from '@propensity/core';
 *
 * const X = Array.from({ length: 200 }, (_, i) => ({ visits: i % 8 }));
 * const y = X.map(({ visits }, i) => (visits + (i % 3) > 6 ? 1 : 0));
 * const { logit, baseline, reasons, others } = explain(new PropensityClassifier().fit(X, y).toJSON(), { visits: 7 });
 * logit - (baseline + reasons.reduce((sum, { contribution }) => sum + contribution, others)); // → 0
 */
export function explain(artifact: ExplainableModel, row: Row, options: { readonly limit?: number } = {}): Explanation {
  const scorer = scorerOf(artifact);
  const logit = scorer.decisionFunctionOne(row);
  const means = new Map(artifact.explanations?.contributions.map(({ feature, mean }) => [feature, mean]));
  const meaningOf = new Map(artifact.features.map(({ name, meaning }) => [name, meaning]));
  const parts = scorer.explainOne(row).map(({ feature, value, contribution }) => ({
    feature,
    value,
    contribution: contribution - (means.get(feature) ?? 0),
  }));
  const all = groupedByMeasure(parts)
    .map((group) => ({ group, contribution: sumOf(group) }))
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
  const limit = options.limit ?? 5;
  return {
    proba: applyCalibration(artifact.calibration, logit),
    logit,
    baseline: [...means.values()].reduce((sum, mean) => sum + mean, scorer.baseline),
    reasons: all.slice(0, limit).map(({ group, contribution }) => ({
      feature: group.length === 1 ? group[0]!.feature : featureWindow(group[0]!.feature).measure,
      value: group.at(-1)!.value,
      contribution,
      odds: Math.exp(contribution),
      text: reasonInWords(group, (feature) => meaningOf.get(feature) ?? feature),
      parts: group,
    })),
    others: sumOf(all.slice(limit)),
    ...(artifact.recalibration && { recalibration: movedBy(artifact.recalibration) }),
  };
}

function movedBy({ slope, shift, weeks }: NonNullable<Explanation['recalibration']>) {
  return { slope, shift, weeks };
}

/** Features by what they measure, each group's windows in ascending order. A feature without a window is a group of its own. */
function groupedByMeasure(parts: readonly ReasonPart[]): ReasonPart[][] {
  const groups = new Map<string, ReasonPart[]>();
  for (const part of parts) {
    const { measure, days } = featureWindow(part.feature);
    const key = days === null ? part.feature : `${measure}_*d`;
    groups.set(key, [...(groups.get(key) ?? []), part]);
  }
  const daysOf = ({ feature }: ReasonPart) => featureWindow(feature).days ?? 0;
  return [...groups.values()].map((group) => group.sort((a, b) => daysOf(a) - daysOf(b)));
}

function sumOf(parts: readonly { readonly contribution: number }[]): number {
  return parts.reduce((sum, { contribution }) => sum + contribution, 0);
}
