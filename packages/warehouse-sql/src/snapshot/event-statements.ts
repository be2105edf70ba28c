import { noConsentKnown } from '@propensity/core/activation';
import type { JobSettings } from '@propensity/core/config';
import { type TargetRule, targetRule } from '@propensity/core/question';
import { addDays, type CalendarDay, unionOfRanges } from '@propensity/core/windows';
import type { Dialect, SqlColumn } from '../dialect/dialect.js';
import { emptyRelation } from '../dialect/empty-relation.js';
import { queryRelation, type Relation, unionRelation } from '../dialect/relation.js';
import { RECENT_COLUMNS, recentEventsSql } from '../drift/recent-events-sql.js';
import { devicesSql } from '../erasure/devices-sql.js';
import { type KeepsUser, keptSql } from '../erasure/forgotten-users.js';
import { AUDIENCE_COLUMNS, audienceEvidenceSql, audienceFlags } from '../source/audience/audience-evidence-sql.js';
import { EVENT_COLUMNS, type EventColumn } from '../source/event-columns.js';
import type { EventExport } from '../source/event-export.js';
import { AMOUNT_COLUMNS, amountEvidenceSql } from '../source/money/amount-evidence-sql.js';
import type { RawRelation } from '../source/raw-relation.js';
import { PEOPLE_COLUMNS } from '../source/user-id/people.js';
import { adsConsentSql } from './ads-consent-sql.js';
import { type LabelsOptions, labelsSql, reachSql } from './labels-sql.js';
import { peopleSql } from './people-sql.js';
import { questionColumns } from './question-columns.js';
import { separateCountsSql, snapshotCountsSql } from './snapshot-counts-sql.js';
import { eventNamesSql, namesBeforeSql, summarySql } from './summary-sql.js';
import { targetColumns, targetFlag } from './target-sql.js';
import { betweenSql } from './window-sql.js';

export interface EventStatementsOptions {
  readonly dialect: Dialect;
  readonly source: EventExport;
  readonly settings: Pick<JobSettings, 'lookbackDays' | 'horizonDays' | 'timeZone' | 'question' | 'training'>;
}

/** Days from the first (inclusive) to the second (exclusive). */
export type DayRange = readonly [from: CalendarDay, until: CalendarDay];

/** The raw relations of a range of days; empty where none of the days is there. */
export interface RawDays {
  readonly relations: readonly RawRelation[];
  readonly days: DayRange;
  /** Who has not been forgotten; left out where nobody has. */
  readonly keeps?: KeepsUser | undefined;
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

  /** The days of the labels of S: more than the label window where earlier events say who people are, or how often they did it before. */
  labelDays(snapshot: CalendarDay): DayRange {
    const { source, settings } = this.options;
    const { target } = settings.question;
    const looksBack = source.people !== undefined || target.nth > 1 || target.none;
    return looksBack ? this.windows(snapshot) : this.horizon(snapshot);
  }

  /** The user, moment and name of every event, as delivered, with the target's flag. */
  #deliveries({ relations, days: [from, until] }: RawDays): Relation {
    const { dialect, source, settings } = this.options;
    const flag = targetFlag(settings.question.target);
    if (relations.length === 0) return emptyRelation(dialect, [...DELIVERY_COLUMNS, flag]);
    const { timeZone } = settings;
    return queryRelation(source.deliveriesSql({ dialect, relations, timeZone, from, until, customColumns: [flag] }));
  }

  /** Identified events with what target and population look at. */
  #events({ relations, days: [from, until], keeps }: RawDays, target: TargetRule): Relation {
    const { dialect, source, settings } = this.options;
    const { population } = settings.question;
    const columns: EventColumn[] = ['user_id', 'event_micros', ...targetColumns(target)];
    const customColumns = [targetFlag(target), ...questionColumns(source, settings)];
    if (relations.length === 0) {
      return emptyRelation(dialect, [
        ...columns.map((name) => ({ name, type: EVENT_COLUMNS[name] })),
        ...customColumns,
      ]);
    }
    const options = { dialect, relations, timeZone: settings.timeZone, from, until, columns, customColumns };
    // Who has enough events depends on which deliveries are of one event.
    const sql = population.minEvents > 1 ? source.eventsSql(options) : source.deliveredEventsSql(options);
    // Where a user is a device, statements leave users out, of whom there are fewer than events.
    return queryRelation(source.people === undefined ? sql : keptSql(sql, keeps));
  }

  /** What a statement about the labels of S needs. @param days at least those of `labelDays(snapshot)` */
  #labelled(snapshot: CalendarDay, days: RawDays, target: TargetRule): LabelsOptions {
    const { dialect, source, settings } = this.options;
    const { lookbackDays, horizonDays, timeZone, question } = settings;
    const all = this.#events(days, target);
    const known = (events: Relation, condition: string): Relation => {
      if (source.people === undefined) return events;
      const window = queryRelation(`SELECT * FROM ${events} AS events WHERE ${condition}`);
      return queryRelation(peopleSql({ dialect, people: source.people, events: window }));
    };
    const [from, until] = this.windows(snapshot);
    return {
      dialect,
      snapshot,
      lookbackDays,
      horizonDays,
      timeZone,
      target,
      population: question.population,
      // As of the end of the label window, and as of S.
      events: known(all, betweenSql(from, until, timeZone)),
      seen: known(all, betweenSql(from, snapshot, timeZone)),
    };
  }

  /** One row: `events`, `events_without_user`, `users`, `target_events`, `target_users`. */
  summary(days: RawDays): string {
    return summarySql(this.#deliveries(days));
  }

  /** The event names, most frequent first: `name`, `events`, `users`. */
  eventNames(days: RawDays): string {
    return eventNamesSql(this.#deliveries(days), undefined, this.options.settings.training.minCellUsers);
  }

  /** One row: `converters`, `reachable`. @param days at least those of `windows(snapshot)` @param event in place of the target */
  reach(snapshot: CalendarDay, days: RawDays, event?: string): string {
    return reachSql(this.#labelled(snapshot, days, this.#targetOf(event)), this.#keepsOfUsers(days));
  }

  /** One row of `snapshotCountsOf`. @param days at least those of `allWindows(snapshots)` */
  counts(snapshots: readonly CalendarDay[], days: RawDays): string {
    const { dialect, source, settings } = this.options;
    const { sampleShare } = settings.training;
    const { target, population } = settings.question;
    if (source.people !== undefined) {
      return separateCountsSql(
        snapshots.map((snapshot) => this.#labelled(snapshot, days, target)),
        sampleShare,
      );
    }
    const { lookbackDays, horizonDays, timeZone } = settings;
    const windows = { lookbackDays, horizonDays, timeZone };
    const events = this.#events(days, target);
    const keeps = this.#keepsOfUsers(days);
    return snapshotCountsSql({ ...windows, dialect, snapshots, sampleShare, target, population, events, keeps });
  }

  /** Who has not been forgotten, where events are not left out already. */
  #keepsOfUsers({ keeps }: RawDays): KeepsUser | undefined {
    return this.options.source.people === undefined ? keeps : undefined;
  }

  #targetOf(event: string | undefined): TargetRule {
    return event === undefined ? this.options.settings.question.target : targetRule({ event });
  }

  /** The days before these snapshots that their features look at. */
  lookbacks(snapshots: readonly CalendarDay[]): DayRange[] {
    return unionOfRanges(snapshots.map((snapshot) => this.lookback(snapshot)));
  }

  /** The names of the events of identified users, most frequent first: `name`, `events`, `users`. @param days each of a range of `lookbacks` */
  namesBefore(days: readonly RawDays[]): string {
    const { dialect, source, settings } = this.options;
    const columns: EventColumn[] = ['user_id', 'event_micros', 'event_name'];
    const identified = days.map(({ relations, days: [from, until] }) => {
      if (relations.length === 0) return emptyRelation(dialect, DELIVERY_COLUMNS);
      const options = { dialect, relations, timeZone: settings.timeZone, from, until, columns };
      return queryRelation(source.deliveredEventsSql(options));
    });
    return namesBeforeSql(unionRelation(identified), settings.training.minCellUsers);
  }

  /**
   * `user_id` of everyone who has consented to ads, by the user's last event of the days given. Days whose rows have no column for it say nothing.
   * @throws PropensityError `no_consent_known` for a source that never says it
   */
  adsConsent({ relations, days: [from, until] }: RawDays, unknown: 'denied' | 'granted'): Relation {
    const { dialect, source, settings } = this.options;
    const { adsConsent: consent, people } = source;
    if (consent === undefined) throw noConsentKnown();
    const columns: EventColumn[] = ['user_id', 'event_micros'];
    const { flags } = consent;
    const more = people === undefined ? [] : PEOPLE_COLUMNS;
    const silent = flags.map(({ name }) => `0 AS ${dialect.identifier(name)}`).join(', ');
    const read = (rows: readonly RawRelation[], says: boolean): Relation => {
      const customColumns = says ? [...more, ...flags] : more;
      const options = { dialect, relations: rows, timeZone: settings.timeZone, from, until, columns, customColumns };
      const events = queryRelation(source.deliveredEventsSql({ ...options, unfiltered: true }));
      return says ? events : queryRelation(`SELECT events.*, ${silent} FROM ${events} AS events`);
    };
    const says = (relation: RawRelation) => relation.schema.has(consent.field);
    const parts = [true, false].flatMap((wanted) => {
      const rows = relations.filter((relation) => says(relation) === wanted);
      return rows.length === 0 ? [] : [read(rows, wanted)];
    });
    const all =
      parts.length === 0
        ? emptyRelation(dialect, [...columns.map((name) => ({ name, type: EVENT_COLUMNS[name] })), ...more, ...flags])
        : unionRelation(parts);
    const events = people === undefined ? all : queryRelation(peopleSql({ dialect, people, events: all }));
    return queryRelation(adsConsentSql(dialect, consent, events, unknown));
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
      return recentEventsSql(dialect, empty, settings.training.minCellUsers);
    }
    const events = source.deliveredEventsSql({ dialect, relations, timeZone, from, until, columns });
    return recentEventsSql(dialect, queryRelation(events), settings.training.minCellUsers);
  }

  /** The row of `audienceEvidenceOf`, of the days given; null where none of them is there. */
  audience({ relations, days: [from, until] }: RawDays): string | null {
    const { dialect, source, settings } = this.options;
    if (relations.length === 0) return null;
    const events = source.deliveredEventsSql({
      dialect,
      relations,
      timeZone: settings.timeZone,
      from,
      until,
      columns: AUDIENCE_COLUMNS,
      customColumns: audienceFlags(source),
      unfiltered: true,
    });
    return audienceEvidenceSql(dialect, source, queryRelation(events));
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
   * `user_id` of everyone whose label is 1, once; of forgotten devices, too: these are joined to rows of which they have none.
   * @param days at least those of `labelDays(snapshot)`
   */
  labels(snapshot: CalendarDay, days: RawDays): Relation {
    return queryRelation(labelsSql(this.#labelled(snapshot, days, this.options.settings.question.target)));
  }

  /**
   * `device_id` of every device on which one of these people was named, in any row, read or left out; null where a user is a device, or none
   * of the days is there.
   */
  devices({ relations, days: [from, until] }: RawDays, isOneOfThem: KeepsUser): string | null {
    const { dialect, source, settings } = this.options;
    if (source.people === undefined || relations.length === 0) return null;
    const events = source.deliveredEventsSql({
      dialect,
      relations,
      timeZone: settings.timeZone,
      from,
      until,
      columns: ['user_id', 'event_micros'],
      customColumns: PEOPLE_COLUMNS,
      unfiltered: true,
    });
    return devicesSql(dialect, queryRelation(events), isOneOfThem);
  }
}
