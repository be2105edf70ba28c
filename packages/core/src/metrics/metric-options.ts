/** Options that every metric takes. */
export interface MetricOptions {
  /** How much each row counts, one per row, finite and ≥ 0; 1 each without. A weight of 2 is the row twice. */
  readonly sampleWeight?: ArrayLike<number> | undefined;
}
