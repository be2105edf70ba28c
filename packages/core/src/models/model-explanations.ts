/** What a feature adds to the log-odds of the users that a model was fitted on. */
export interface ContributionMoments {
  readonly feature: string;
  readonly mean: number;
  /** Standard deviation, in log-odds: the feature's importance. */
  readonly sd: number;
}

/** What `explain` and `globalEffects` need besides the model. */
export interface ModelExplanations {
  /**
   * Standard errors of the model's parameters, in their order; null where there are too many, or the estimator has
   * none.
   */
  readonly standardErrors: readonly number[] | null;
  /** One per feature, in the order of the preprocessing, over the training rows. */
  readonly contributions: readonly ContributionMoments[];
}
