import type { JobSettings } from '@propensity/core/config';
import { addDays, type CalendarDay } from '@propensity/core/windows';
import type { Dialect, SqlColumn } from '../dialect/dialect.js';
import { emptyRelation } from '../dialect/empty-relation.js';
import { queryRelation, type Relation } from '../dialect/relation.js';
import { RECENT_COLUMNS, recentEventsSql } from '../drift/recent-events-sql.js';
import { EVENT_COLUMNS } from '../source/event-columns.js';
import type { EventExport } from '../source/event-export.js';
import { AMOUNT_COLUMNS, amountEvidenceSql } from '../source/money/amount-evidence-sql.js';
import type { RawRelation } from '../source/raw-relation.js';
import { labelsSql, reachSql } from './labels-sql.js';
import { snapshotCountsSql } from './snapshot-counts-sql.js';
import { eventNamesSql, summarySql } from './summary-sql.js';

export interface EventStatementsOptions {
  readonly dialect: Dialect;
  readonly source: EventExport;
  readonly settings: Pick<JobSettings, 'lookbackDays' | 'horizonDays' | 'timeZone' | 'targetEvent' | 'training'>;
}

/** Days from the first (inclusive) to the second (exclusive). */
export type DayRange = readonly [from: CalendarDay, until: CalendarDay];

/** The raw relations of a range of days; empty where none of the days is there. */
export interface RawDays {
  readonly relations: readonly RawRelation[];
  readonly days: DayRange;
}

const DELIVERY_COLUMNS: readonly SqlColumn[] = [
  { name: 'user_id', type: 'string' },
  { name: 'event_micros', type: 'integer' },
  { name: 'event_name', type: 'string' },
];

/**
 * What jobs query from an export of events: which days they need, and the statements over them. Written once for every
 * warehouse.
 */
export class EventStatements {
  constructor(readonly options: EventStatementsOptions) {}

  /** The days of the features of S. */
  lookback(snapshot: CalendarDay): DayRange {
    return [addDays(snapshot, -this.options.settings.lookbackDays), snapshot];
  }

  /** The days of the labels of S. */
  horizon(snapshot: CalendarDay): DayRange {
    return [snapshot, addDays(snapshot, this.options.settings.horizonDays)];
  }

  /** The days of features and labels of S. */
  windows(snapshot: CalendarDay): DayRange {
    return [this.lookback(snapshot)[0], this.horizon(snapshot)[1]];
  }

  /** The days of features and labels of all these snapshots. @param snapshots at least one, in any order */
  allWindows(snapshots: readonly CalendarDay[]): DayRange {
    const inOrder = [...snapshots].sort();
    return [this.lookback(inOrder[0]!)[0], this.horizon(inOrder.at(-1)!)[1]];
  }

  /** The user, moment and name of every event, as delivered. */
  deliveries({ relations, days: [from, until] }: RawDays): Relation {
    const { dialect, source, settings } = this.options;
    if (relations.length === 0) return emptyRelation(dialect, DELIVERY_COLUMNS);
    return queryRelation(source.deliveriesSql({ dialect, relations, timeZone: settings.timeZone, from, until }));
  }

  /** One row: `events`, `events_without_user`, `users`. */
  summary(days: RawDays): string {
    return summarySql(this.deliveries(days));
  }

  /** The event names, most frequent first: `name`, `events`, `users`. */
  eventNames(days: RawDays): string {
    return eventNamesSql(this.deliveries(days));
  }

  /** One row: `converters`, `reachable`. @param days at least those of `windows(snapshot)` @param targetEvent that of the settings when left out */
  reach(snapshot: CalendarDay, days: RawDays, targetEvent = this.options.settings.targetEvent): string {
    const { dialect, settings } = this.options;
    return reachSql({ ...settings, targetEvent, dialect, snapshot, events: this.deliveries(days) });
  }

  /** One row of `snapshotCountsOf`. @param days at least those of `allWindows(snapshots)` */
  counts(snapshots: readonly CalendarDay[], days: RawDays): string {
    const { dialect, settings } = this.options;
    const { sampleShare } = settings.training;
    return snapshotCountsSql({ ...settings, dialect, snapshots, sampleShare, events: this.deliveries(days) });
  }

  /** Rows of `recentEventsOf`, of the days given. */
  recentEvents({ relations, days: [from, until] }: RawDays): string {
    const { dialect, source, settings } = this.options;
    const { timeZone } = settings;
    const columns = RECENT_COLUMNS;
    if (relations.length === 0) {
      const empty = emptyRelation(
        dialect,
        columns.map((name) => ({ name, type: EVENT_COLUMNS[name] })),
      );
      return recentEventsSql(dialect, empty);
    }
    const events = source.deliveredEventsSql({ dialect, relations, timeZone, from, until, columns });
    return recentEventsSql(dialect, queryRelation(events));
  }

  /** Rows of `amountEvidenceOf`, of the purchases and refunds of the days given; null where none of the days is there. */
  amounts({ relations, days: [from, until] }: RawDays): string | null {
    const { dialect, source, settings } = this.options;
    if (relations.length === 0) return null;
    const { roles, amountText } = source;
    const events = source.deliveredEventsSql({
      dialect,
      relations,
      timeZone: settings.timeZone,
      from,
      until,
      columns: AMOUNT_COLUMNS,
      customColumns: [amountText],
    });
    return amountEvidenceSql({ dialect, roles, events: queryRelation(events), amountText: amountText.name });
  }

  /**
   * `user_id` of everyone with the target event in the label window, once.
   * @param days at least those of `horizon(snapshot)`
   */
  labels(snapshot: CalendarDay, days: RawDays): Relation {
    const { dialect, settings } = this.options;
    return queryRelation(labelsSql({ ...settings, dialect, snapshot, events: this.deliveries(days) }));
  }
}
