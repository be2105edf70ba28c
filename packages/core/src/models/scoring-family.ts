import type { FittedTransformer } from '../preprocessing/fitted-transformers.js';
import type { ColumnEffect } from './model-effects.js';
import type { ModelShapes } from './model-shapes.js';
import type { Scorer } from './scorer.js';
import type { Scorable, StoredModel } from './stored-model.js';

/**
 * What a family of models has to provide for fitted models. It imports nothing that fits, so that a page which only
 * scores stays small.
 */
export interface ScoringFamily<M extends StoredModel> {
  readonly kind: M['kind'];
  /** What is wrong with a model that was read from a file, as the end of a sentence that begins "The file"; null for nothing. */
  fault(model: M, preprocessing: readonly FittedTransformer[]): string | null;
  scorer(scorable: Scorable<M>): Scorer;
  /**
   * What the model has learnt: for each feature in the order of the preprocessing, its columns.
   * @param standardErrors those of the model's parameters, in their order; null where there are none
   */
  effects(
    model: M,
    preprocessing: readonly FittedTransformer[],
    standardErrors: readonly number[] | null,
  ): readonly (readonly ColumnEffect[])[];
  /** What the model adds up, as curves and maps; left out by families whose effects are single numbers. */
  shapes?(model: M, preprocessing: readonly FittedTransformer[]): ModelShapes;
}
