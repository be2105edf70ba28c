import type { FeatureSpec } from '@propensity/core';
import type { CalendarDay } from '@propensity/core/windows';
import type { FinishedRows, FinishedTable, Relation } from '@propensity/warehouse-sql';
import type { SnapshotRows } from './snapshot-rows.js';

/** `SnapshotRows` that are found in a table of one's own. */
export class TableSnapshotRows implements SnapshotRows {
  readonly finished: FinishedRows;

  constructor(readonly table: FinishedTable) {
    this.finished = table;
  }

  get features(): readonly FeatureSpec[] {
    return this.table.features;
  }

  get mostFeatures(): number {
    return this.features.length;
  }

  recognise(features: readonly FeatureSpec[]): readonly (FeatureSpec | null)[] {
    return this.table.recognise(features);
  }

  decisive(snapshot: CalendarDay): Promise<Readonly<Record<string, unknown>>> {
    return this.table.decisive(snapshot);
  }

  async prepare(): Promise<void> {}

  query(snapshot: CalendarDay, features: readonly FeatureSpec[]): Promise<string> {
    return this.table.query(snapshot, features);
  }

  labels(snapshot: CalendarDay): Promise<Relation> {
    return this.table.labels(snapshot);
  }
}
