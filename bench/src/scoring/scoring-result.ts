/** What scoring by one of the contenders took, and what came of it. */
export interface ScoringResult {
  /** Rows scored at once. */
  readonly rows: number;
  /** All rows at once: microseconds a row. */
  readonly columns_us: number;
  /** One row at a time: microseconds of a call. */
  readonly one_us: number;
  /** ROC AUC of all rows by the contender's own function, milliseconds; null where it has none. */
  readonly auc_ms: number | null;
  readonly roc_auc: number;
  readonly mean_proba: number;
}

/** Single rows that are scored in turn, and calls that are timed together. */
export const ONE_ROWS = 10_000;

/** Mean of the probabilities. */
export function meanOf(proba: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < proba.length; i++) sum += proba[i]!;
  return sum / proba.length;
}
