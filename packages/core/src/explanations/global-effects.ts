import type { ModelArtifact } from '../artifact/model-artifact.js';
import { scoringFamilyOf } from '../model-families/scoring-families.js';
import type { ColumnEffect } from '../models/model-effects.js';

/** One feature with everything that the model has learnt about it. */
export interface FeatureEffect {
  readonly feature: string;
  readonly meaning: string;
  /** How far it moves the log-odds of training users, as a standard deviation; null in artifacts of schema 1. */
  readonly importance: number | null;
  readonly columns: readonly ColumnEffect[];
}

/**
 * What a model has learnt, most important features first. The importance measures a feature's effect in the population,
 * whatever its scale and number of levels; correlated features share it.
 */
export function globalEffects(artifact: ModelArtifact): FeatureEffect[] {
  const { features, preprocessing, model, explanations } = artifact;
  const meaningOf = new Map(features.map(({ name, meaning }) => [name, meaning]));
  const importanceOf = new Map(explanations?.contributions.map(({ feature, sd }) => [feature, sd]));
  return scoringFamilyOf(model)
    .effects(model, preprocessing, explanations?.standardErrors ?? null)
    .map((columns, index) => {
      const feature = preprocessing[index]!.name;
      return {
        feature,
        meaning: meaningOf.get(feature) ?? '',
        importance: importanceOf.get(feature) ?? null,
        columns,
      };
    })
    .sort((a, b) => (b.importance ?? 0) - (a.importance ?? 0));
}
