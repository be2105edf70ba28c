import type { Interval } from '../metrics/interval.js';

/** One number that a model has learnt about a feature, for people to read. */
export interface ColumnEffect {
  /** The column of the feature: `sessions_7d`, `country=France`, `last_price=(missing)`. */
  readonly column: string;
  /** Log-odds that it adds; the family defines relative to what. */
  readonly effect: number;
  /** Null where the model has none. */
  readonly standardError: number | null;
  /** 95 %; null without a standard error. */
  readonly interval: Interval | null;
}
