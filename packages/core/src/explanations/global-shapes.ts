import type { ModelArtifact } from '../artifact/model-artifact.js';
import { scoringFamilyOf } from '../model-families/scoring-families.js';
import type { FeatureCurve, PairMap } from '../models/model-shapes.js';
import { curveInWords } from './curve-in-words.js';

/** The curve of a feature, and what it says. */
export interface ToldCurve extends FeatureCurve {
  readonly meaning: string;
  /** How far the feature moves the log-odds of training users, as a standard deviation; null where that is not known. */
  readonly importance: number | null;
  /** The curve in a sentence for people. */
  readonly text: string;
}

/** The curves and maps of a model, most important first. */
export interface GlobalShapes {
  readonly curves: readonly ToldCurve[];
  readonly pairs: readonly PairMap[];
}

/** What a model adds up, as curves and maps; null for a model whose effects are single numbers, which `globalEffects` lists. */
export function globalShapes({ features, preprocessing, model, explanations }: ModelArtifact): GlobalShapes | null {
  const shapes = scoringFamilyOf(model).shapes?.(model, preprocessing);
  if (shapes === undefined) return null;
  const meaningOf = new Map(features.map(({ name, meaning }) => [name, meaning]));
  const importanceOf = new Map(explanations?.contributions.map(({ feature, sd }) => [feature, sd]));
  const curves = shapes.curves.map((curve) => {
    const meaning = meaningOf.get(curve.feature) ?? curve.feature;
    return {
      ...curve,
      meaning,
      importance: importanceOf.get(curve.feature) ?? null,
      text: curveInWords(curve, meaning),
    };
  });
  return { curves: curves.sort((a, b) => (b.importance ?? 0) - (a.importance ?? 0)), pairs: shapes.pairs };
}
