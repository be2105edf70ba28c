import type { FeatureSpec } from '@propensity/core';
import type { PropertyFeatures } from '@propensity/core/ports';
import type { CalendarDay } from '@propensity/core/windows';
import type { FinishedRows, Relation } from '@propensity/warehouse-sql';

/** What feature snapshots are made of: computed from events, or found in a table that is finished. */
export interface SnapshotRows {
  /** The features of the configuration, in the order of the columns. */
  readonly features: readonly FeatureSpec[];
  /** For each feature of a model or file: the same definition as it is known today, or null. */
  recognise(features: readonly FeatureSpec[]): readonly (FeatureSpec | null)[];
  /** Left out by sources whose features are computed from events. */
  readonly finished?: FinishedRows;
  /** Left out where the features do not depend on what the property's events are. */
  readonly property?: PropertyFeatures;
  /** What decides the rows of S besides its features: the same value, the same rows. */
  decisive(snapshot: CalendarDay): Promise<Readonly<Record<string, unknown>>>;
  /** Reads what the rows of these snapshots are computed from at once: `compute` then finds it read. */
  prepare(snapshots: readonly CalendarDay[]): Promise<void>;
  /**
   * Makes ready what the rows of S are read from, and has `create` make a table of the query for them: `user_id`,
   * `user_bucket`, `event_count`, then a column per feature.
   * @param features as `recognise` gives them
   */
  compute<T>(
    snapshot: CalendarDay,
    features: readonly FeatureSpec[],
    create: (query: string) => Promise<T>,
  ): Promise<T>;
  /** `user_id` of everyone with the target event in [S, S + horizon), once. */
  labels(snapshot: CalendarDay): Promise<Relation>;
  /** Runs `read`, which reads `labels(snapshot)`, and distinguishes a fault of what it reads from a fault of ours. */
  readingLabels<T>(snapshot: CalendarDay, read: () => Promise<T>): Promise<T>;
}
