/** What the events before the training snapshots decide about a model's features. */
export interface PropertyEvents {
  /** Events that have features although the stack does not know what they mean, most frequent first. */
  readonly own: readonly string[];
  /** Events that the stack knows and that nobody performed: what depends on these alone is left out. */
  readonly absent: readonly string[];
}
