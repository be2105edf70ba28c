import type { FeatureSpec } from '@propensity/core';
import type { CalendarDay } from '@propensity/core/windows';
import type { Relation } from '../dialect/relation.js';

/** What a prediction store needs of feature snapshots: where their rows lie, and who converted. */
export interface SnapshotTables {
  /** Name of the table that holds, or will hold, the snapshot by the definitions that a model of these features was fitted on. */
  tableOf(snapshot: CalendarDay, features: readonly FeatureSpec[]): Promise<string>;
  /** `user_id` of everyone with the target event in [S, S + horizon), once. */
  labels(snapshot: CalendarDay): Promise<Relation>;
}
