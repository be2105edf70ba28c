import type { Dialect } from '../dialect/dialect.js';

/** What an aggregate's SQL may refer to besides the columns of its grain. */
export interface FeatureContext {
  readonly dialect: Dialect;
  /** SQL text of S in microseconds. */
  readonly snapshotMicros: string;
  /** SQL text of S in days since the epoch, as `local_day` counts them. */
  readonly snapshotDay: string;
  /** The condition that the moment in `micros`, a column of the grain, falls in the `days` days before S. */
  within(micros: string, days: number): string;
  /** The number of different days of the window. @param day an expression over the grain: days since the epoch */
  countDays(day: string): string;
}
