import type { FeatureSpec } from '@propensity/core';
import type { NotedColumn, OwnTable } from '@propensity/core/ports';
import type { CalendarDay } from '@propensity/core/windows';
import type { Relation } from '../../dialect/relation.js';

/** What rows that are found in a finished table can tell besides. */
export interface FinishedRows extends Pick<OwnTable, 'allowedLeaks' | 'leftOut' | 'doubtful'> {
  /** Columns with dates after one of these snapshots. */
  lateDates(snapshots: readonly CalendarDay[]): Promise<readonly NotedColumn[]>;
  /** Columns that are not what they were in a table that was made of S before, with the same features. */
  changes(snapshot: CalendarDay, former: Relation, features: readonly FeatureSpec[]): Promise<readonly NotedColumn[]>;
}

/** What a stack's snapshots know of the tables that they have made. */
export interface MadeSnapshots extends Pick<OwnTable, 'readLabelled'> {
  /** The features of the tables. */
  features(): readonly FeatureSpec[];
  /** The table that was last made of S, where its rows were others than they are; null where there is none. */
  formerOf(snapshot: CalendarDay): Promise<Relation | null>;
}

/** `OwnTable` of a finished table's rows. */
export function ownTableOf(finished: FinishedRows, made: MadeSnapshots): OwnTable {
  return {
    allowedLeaks: finished.allowedLeaks,
    leftOut: () => finished.leftOut(),
    doubtful: () => finished.doubtful(),
    readLabelled: (snapshots) => made.readLabelled(snapshots),
    async laterKnowledge(snapshots) {
      const changed = new Map<string, NotedColumn>();
      for (const snapshot of snapshots) {
        const former = await made.formerOf(snapshot);
        if (former === null) continue;
        for (const column of await finished.changes(snapshot, former, made.features())) {
          if (!changed.has(column.name)) changed.set(column.name, column);
        }
      }
      return [...(await finished.lateDates(snapshots)), ...changed.values()];
    },
  };
}
