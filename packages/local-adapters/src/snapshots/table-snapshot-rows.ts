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

  recognise(features: readonly FeatureSpec[]): readonly (FeatureSpec | null)[] {
    return this.table.recognise(features);
  }

  decisive(snapshot: CalendarDay): Promise<Readonly<Record<string, unknown>>> {
    return this.table.decisive(snapshot);
  }

  async prepare(): Promise<void> {}

  async compute<T>(
    snapshot: CalendarDay,
    features: readonly FeatureSpec[],
    create: (query: string) => Promise<T>,
  ): Promise<T> {
    return create(await this.table.query(snapshot, features));
  }

  labels(snapshot: CalendarDay): Promise<Relation> {
    return this.table.labels(snapshot);
  }

  readingLabels<T>(_snapshot: CalendarDay, read: () => Promise<T>): Promise<T> {
    return read();
  }
}
