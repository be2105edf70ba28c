import type { Interval } from '../metrics/interval.js';

/** One number that a model has learnt of a feature, for people. */
export interface ColumnEffect {
  /** What of the feature it is of: `sessions_7d`, `country=France`, `last_price=(missing)`. */
  readonly column: string;
  /** Log-odds that it adds; relative to what, the family says. */
  readonly effect: number;
  /** Null where the model has none. */
  readonly standardError: number | null;
  /** 95 %; null without a standard error. */
  readonly interval: Interval | null;
}
