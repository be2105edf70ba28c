import type { Dialect } from '../dialect/dialect.js';

/** What an aggregate's SQL may refer to besides the columns of its grain. */
export interface FeatureContext {
  readonly dialect: Dialect;
  /** S as microseconds, SQL text. */
  readonly snapshotMicros: string;
  /** The condition that the moment in `micros`, a column of the grain, falls in the `days` days before S. */
  within(micros: string, days: number): string;
  /** How many different days `day` has, an expression over the grain: days of the window, since the epoch. */
  countDays(day: string): string;
}
