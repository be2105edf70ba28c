import type { FittedTransformer } from '@propensity/core/preprocessing';
import type { Relation } from '../dialect/relation.js';

/** The rows that are scored, as the warehouse stores them. */
export interface ScoredRows {
  /** A feature snapshot with `user_id`, `event_count` and every feature of the artifact. */
  readonly snapshot: Relation;
  /** The features whose columns are of an integer type, where that is known: they are scored faster. */
  readonly integers?: ReadonlySet<string>;
  /** For each feature that is stored as codes: its texts, in the order of the codes. */
  readonly coded?: ReadonlyMap<string, readonly string[]>;
}

/** A fitted model of one family, with its fitted preprocessing of raw features. */
export interface PreprocessedModel<M> {
  readonly preprocessing: readonly FittedTransformer[];
  readonly model: M;
}
