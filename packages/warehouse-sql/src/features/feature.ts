import type { FeatureSpec } from '@propensity/core';
import type { Dialect } from '../dialect/dialect.js';
import type { CustomColumn } from '../source/event-columns.js';

/**
 * What a feature aggregates, per user: the events themselves; or one row per session, active day, order, item, page, or profile
 * (device, place and origin together).
 * `grains.ts` says which columns each has.
 */
export type Grain = 'events' | 'sessions' | 'days' | 'orders' | 'items' | 'pages' | 'profiles';

/** What a feature's expression may refer to besides the columns of its grain. */
export interface FeatureContext {
  readonly dialect: Dialect;
  /** S as microseconds, SQL text. */
  readonly snapshotMicros: string;
  /** The condition that the moment in `micros`, a column of the grain, falls in the `days` days before S. */
  within(micros: string, days: number): string;
  /** How many different days `day` has, an expression over the grain: days of the window, since the epoch. */
  countDays(day: string): string;
}

/** A feature, declared once: what it says about a user, and how it is computed. */
export interface Feature extends FeatureSpec {
  readonly grain: Grain;
  /** Days before S that the feature looks back. */
  readonly windowDays: number;
  /** What a user has who has no row of the grain: 0 for counts, NULL for what is then unknown. */
  readonly whenNone: 0 | null;
  /** The aggregate over one user's rows of the grain. */
  readonly sql: (context: FeatureContext) => string;
  /** Columns to be added to the events relation for this feature. */
  readonly customColumn?: CustomColumn;
}
