import type { ModelArtifact } from '../artifact/model-artifact.js';
import type { Interval } from '../metrics/interval.js';
import { Z_975 } from '../metrics/wilson-interval.js';
import { designColumnNames } from '../preprocessing/fitted-transformers.js';

/** One coefficient. */
export interface ColumnEffect {
  /** As in `designColumnNames`: `sessions_7d`, `country=France`, `last_price=(missing)`. */
  readonly column: string;
  /**
   * Log-odds: of a number, per standard deviation (of its logarithm where that is taken); of a level, against an unknown one;
   * of "(missing)" of a number, against its median.
   */
  readonly coef: number;
  /** See `standardErrors` for what they mean; null where the artifact has none. */
  readonly standardError: number | null;
  /** 95 %. */
  readonly interval: Interval | null;
}

/** One feature with all of its coefficients. */
export interface FeatureEffect {
  readonly feature: string;
  readonly meaning: string;
  /** How far it moves the log-odds of training users, as a standard deviation; null in artifacts of schema 1. */
  readonly importance: number | null;
  readonly columns: readonly ColumnEffect[];
}

/**
 * What a model has learnt, most important features first. The importance is what a feature does in the population, whatever
 * its scale and however many levels it has; features that say the same share it between them.
 */
export function globalEffects(artifact: ModelArtifact): FeatureEffect[] {
  const { features, preprocessing, model, explanations } = artifact;
  const meaningOf = new Map(features.map(({ name, meaning }) => [name, meaning]));
  const importanceOf = new Map(explanations?.contributions.map(({ feature, sd }) => [feature, sd]));
  let index = 0;
  return preprocessing
    .map((transformer) => ({
      feature: transformer.name,
      meaning: meaningOf.get(transformer.name) ?? '',
      importance: importanceOf.get(transformer.name) ?? null,
      columns: designColumnNames([transformer]).map((column) => {
        const coef = model.coef[index]!;
        const standardError = explanations?.standardErrors?.[index] ?? null;
        index++;
        const half = standardError === null ? null : Z_975 * standardError;
        return { column, coef, standardError, interval: half === null ? null : ([coef - half, coef + half] as const) };
      }),
    }))
    .sort((a, b) => (b.importance ?? 0) - (a.importance ?? 0));
}
