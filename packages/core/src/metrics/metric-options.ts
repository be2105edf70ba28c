/** Options that every metric takes. */
export interface MetricOptions {
  /** How much each row counts, one per row, finite and ≥ 0; default 1 each. A weight of 2 equals the row twice. */
  readonly sampleWeight?: ArrayLike<number> | undefined;
}
