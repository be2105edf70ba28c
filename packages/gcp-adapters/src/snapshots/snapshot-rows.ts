import type { FeatureSpec } from '@propensity/core';
import type { PropertyFeatures } from '@propensity/core/ports';
import type { CalendarDay } from '@propensity/core/windows';
import type { FinishedRows, Relation } from '@propensity/warehouse-sql';

/** What feature snapshots are made of: computed from events, or found in a table that is finished. */
export interface SnapshotRows {
  /** The features of the configuration, in the order of the columns. */
  readonly features: readonly FeatureSpec[];
  /** How many features a model has at most: those of the configuration, and those of the property's own events. */
  readonly mostFeatures: number;
  /** For each feature of a model or file: the same definition as it is known today, or null. */
  recognise(features: readonly FeatureSpec[]): readonly (FeatureSpec | null)[];
  /** Left out by sources whose features are computed from events. */
  readonly finished?: FinishedRows;
  /** Left out where the features do not depend on what the property's events are. */
  readonly property?: PropertyFeatures;
  /** What decides the rows of S besides its features: the same value, the same rows. */
  decisive(snapshot: CalendarDay): Promise<Readonly<Record<string, unknown>>>;
  /** Makes ready what the rows of these snapshots are read from at once: `query` then finds it. */
  prepare(snapshots: readonly CalendarDay[]): Promise<void>;
  /**
   * Makes ready what the rows of S are read from. The query for them: `user_id`, `user_bucket`, `event_count`, then a column
   * per feature.
   * @param features as `recognise` gives them
   */
  query(snapshot: CalendarDay, features: readonly FeatureSpec[]): Promise<string>;
  /** How several snapshots are computed by one statement; left out where they are found in a table that is finished. */
  readonly several?: SeveralSnapshots;
  /** `user_id` of everyone with the target event in [S, S + horizon), once. */
  labels(snapshot: CalendarDay): Promise<Relation>;
}

/** Snapshots whose windows overlap, computed by one statement that reads every event once for all of them. */
export interface SeveralSnapshots {
  /** Those of these snapshots that one statement computes at less cost than one each, as groups of two or more. */
  groupsOf(snapshots: readonly CalendarDay[]): Promise<readonly (readonly CalendarDay[])[]>;
  /** The rows of `SnapshotRows.query` for each snapshot of a group, with its day in a first column, `snapshot`. */
  query(group: readonly CalendarDay[], features: readonly FeatureSpec[]): Promise<string>;
}
