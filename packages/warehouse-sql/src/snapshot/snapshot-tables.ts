import type { FeatureSpec } from '@propensity/core';
import type { CalendarDay } from '@propensity/core/windows';
import type { Relation } from '../dialect/relation.js';

/** What a prediction store needs from feature snapshots: the table of their rows, and who converted. */
export interface SnapshotTables {
  /**
   * Name of the table that holds, or will hold, the snapshot with the definitions of these features, as a model was
   * fitted on them.
   */
  tableOf(snapshot: CalendarDay, features: readonly FeatureSpec[]): Promise<string>;
  /** `user_id` of everyone with the target event in [S, S + horizon), once. */
  labels(snapshot: CalendarDay): Promise<Relation>;
}
