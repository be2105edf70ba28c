import type { FittedTransformer } from '@propensity/core/preprocessing';
import type { Relation } from '../dialect/relation.js';

/** The rows that are scored, as they lie in the warehouse. */
export interface ScoredRows {
  /** A feature snapshot with `user_id`, `event_count` and every feature of the artifact. */
  readonly snapshot: Relation;
  /** Which of its features are columns of an integer type, where that is known: they are scored faster. */
  readonly integers?: ReadonlySet<string>;
  /** The texts of its categories that are stored as codes, in the order of these. */
  readonly coded?: ReadonlyMap<string, readonly string[]>;
}

/** A fitted model of one family, with what it makes of raw features. */
export interface PreprocessedModel<M> {
  readonly preprocessing: readonly FittedTransformer[];
  readonly model: M;
}
