/** What a feature's number means; decides its default preprocessing (counts and amounts are taken as log(1 + x)). */
export type FeatureUnit = 'count' | 'amount' | 'seconds' | 'days' | 'share' | 'hour' | 'number' | 'category';

/** A feature as core sees it: a named column with a kind and a meaning. How it is computed is up to the warehouse. */
export interface FeatureSpec {
  /**
   * Unique. Where one measure has several windows before S, `<measure>_<days>d`: `sessions_7d` and `sessions_30d` are
   * windows of `sessions`, and an explanation combines them.
   */
  readonly name: string;
  readonly kind: 'numeric' | 'categorical';
  readonly unit: FeatureUnit;
  /** One sentence for people: what the number says about a user at the snapshot date. */
  readonly meaning: string;
  /** True of a category whose levels are many and come and go, such as pages: only the most frequent ones are told apart. */
  readonly manyLevels?: boolean;
  /** The event that the feature is of, where it is one of the property's own: by this name it can be computed again later. */
  readonly event?: string;
  /** Changes whenever the way the feature is computed changes; scoring refuses a model fitted on another definition. */
  readonly definitionHash: string;
}
