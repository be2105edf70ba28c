import type { RecentEvents } from '@propensity/core/drift';
import type {
  AmountEvidence,
  AudienceEvidence,
  EvidenceOptions,
  ExportEvidence,
  ExportSummary,
  NamedEvents,
  Reach,
  SnapshotCounts,
} from '@propensity/core/ports';
import { targetEventsOf } from '@propensity/core/question';
import type { CalendarDay, ExportDay } from '@propensity/core/windows';
import {
  type AmountEvidenceRow,
  type AudienceEvidenceRow,
  amountEvidenceOf,
  audienceEvidenceOf,
  type EventStatements,
  googlesqlDialect,
  type KeepsUser,
  placedRowsSql,
  type RawDays,
  type RecentEventsRow,
  recentEventsOf,
  snapshotCountsOf,
} from '@propensity/warehouse-sql';
import type { ReadStatement } from '../jobs/statement.js';
import type { StatedEventSource } from '../sources/bigquery-source.js';
import type { BigQueryWarehouse } from '../warehouse/bigquery-warehouse.js';
import type { BigQueryExport } from './bigquery-export.js';
import type { ExportPresence } from './export-presence.js';
import { evidenceOfPlacedRows, type PlacedRowsRow } from './placed-rows.js';

type SummaryColumn = 'events' | 'events_without_user' | 'users' | 'target_events' | 'target_users';

const NAMES_DECIDE =
  'The names that it finds decide the features: later statements are shown as for a property that has every event the catalogue knows, and no others.';

/** `EventSource` over the day tables of an export in BigQuery. */
export class BigQueryEventSource implements StatedEventSource {
  constructor(
    readonly warehouse: BigQueryWarehouse,
    readonly exported: BigQueryExport,
    readonly statements: EventStatements,
    readonly presence: Pick<ExportPresence, 'check' | 'statement'>,
    /** The events that features know by themselves: a plan goes by these. */
    readonly knownEvents: readonly string[] = [],
  ) {}

  days(): Promise<readonly ExportDay[]> {
    return this.exported.days();
  }

  async summarise(from: CalendarDay, until: CalendarDay): Promise<ExportSummary> {
    const { jobs } = this.warehouse;
    await this.presence.check(from, until);
    // One after the other, in the order of the plan.
    const read: object[][] = [];
    for (const statement of await this.#totals(from, until)) {
      read.push(await (await jobs.read(statement)).rows<object>());
    }
    const [totals, names] = read;
    const [row] = totals as Record<SummaryColumn, number>[];
    return {
      events: row!.events,
      eventsWithoutUser: row!.events_without_user,
      users: row!.users,
      target: { events: row!.target_events, users: row!.target_users },
      eventNames: names as ExportSummary['eventNames'],
    };
  }

  async reach(snapshot: CalendarDay, event?: string): Promise<Reach> {
    const result = await this.warehouse.jobs.read(await this.reachStatement(snapshot, event));
    const [reach] = await result.rows<Reach>();
    return { converters: reach!.converters, reachable: reach!.reachable };
  }

  async countSnapshots(snapshots: readonly CalendarDay[]): Promise<readonly SnapshotCounts[]> {
    const result = await this.warehouse.jobs.read(await this.countsStatement(snapshots));
    const [row] = await result.rows<Record<string, number>>();
    return snapshotCountsOf(snapshots, row!);
  }

  async namesBefore(snapshots: readonly CalendarDay[]): Promise<readonly NamedEvents[]> {
    return this.#rowsOf<NamedEvents>(await this.namesBeforeStatement(snapshots));
  }

  async recentEvents(from: CalendarDay, until: CalendarDay): Promise<RecentEvents> {
    const result = await this.warehouse.jobs.read(await this.recentEventsStatement(from, until));
    return recentEventsOf(from, until, await result.rows<RecentEventsRow>());
  }

  async evidence(from: CalendarDay, until: CalendarDay, options: EvidenceOptions = {}): Promise<ExportEvidence> {
    // One after the other, in the order of the plan.
    const placed = await this.#rowsOf<PlacedRowsRow>(await this.datesStatement(from, until));
    const { source, settings } = this.statements.options;
    const names = await this.exported.namesByDay();
    return {
      columns: { date: source.dateColumn, moment: source.momentColumn },
      ...evidenceOfPlacedRows(placed, { timeZone: settings.timeZone, nameOf: (day) => names.get(day)! }),
      ...(options.amounts === true ? { amounts: await this.#amounts(from, until) } : {}),
    };
  }

  async #amounts(from: CalendarDay, until: CalendarDay): Promise<AmountEvidence> {
    const rows = await this.#rowsOf<AmountEvidenceRow>(await this.amountsStatement(from, until));
    return amountEvidenceOf(rows, this.statements.options.source.currency);
  }

  async audience(from: CalendarDay, until: CalendarDay): Promise<AudienceEvidence | null> {
    const [row] = await this.#rowsOf<AudienceEvidenceRow>(await this.audienceStatement(from, until));
    return row === undefined ? null : audienceEvidenceOf(row, this.statements.options.source);
  }

  /** The rows of a statement; none where there is none. */
  async #rowsOf<T>(statement: ReadStatement | null): Promise<T[]> {
    return statement === null ? [] : (await this.warehouse.jobs.read(statement)).rows<T>();
  }

  async evidenceStatements(from: CalendarDay, until: CalendarDay, options: EvidenceOptions): Promise<ReadStatement[]> {
    const dates = await this.datesStatement(from, until);
    const amounts = options.amounts === true ? await this.amountsStatement(from, until) : null;
    return [dates, amounts].filter((statement) => statement !== null);
  }

  /** The devices on which one of these people was named, on any day that there is a table of; none where a user is a device. */
  async devices(isOneOfThem: KeepsUser): Promise<readonly string[]> {
    const rows = await this.#rowsOf<{ device_id: string }>(await this.devicesStatement(isOneOfThem));
    return rows.map(({ device_id }) => device_id);
  }

  /** Null where a user is a device, or there is no day. */
  async devicesStatement(isOneOfThem: KeepsUser): Promise<ReadStatement | null> {
    if (this.statements.options.source.people === undefined) return null;
    const days = await this.exported.everyDay();
    const sql = days === null ? null : this.statements.devices(await this.exported.rawDays(days), isOneOfThem);
    if (days === null || sql === null) return null;
    return {
      step: 'devices-of-users',
      reads: await this.exported.tableNames(...days),
      purpose: { kind: 'reads rows', standIn: [] },
      sql,
    };
  }

  /** Null where none of the days is there. */
  async amountsStatement(from: CalendarDay, until: CalendarDay): Promise<ReadStatement | null> {
    const sql = this.statements.amounts(await this.exported.rawDays([from, until]));
    if (sql === null) return null;
    return {
      step: `amounts-${from}`,
      reads: await this.exported.tableNames(from, until),
      purpose: { kind: 'reads rows', standIn: [] },
      sql,
    };
  }

  /** Null where none of the days is there. */
  async audienceStatement(from: CalendarDay, until: CalendarDay): Promise<ReadStatement | null> {
    const sql = this.statements.audience(await this.exported.rawDays([from, until]));
    if (sql === null) return null;
    return {
      step: `audience-${from}`,
      reads: await this.exported.tableNames(from, until),
      purpose: { kind: 'reads rows', standIn: [] },
      sql,
    };
  }

  /** Null where no rows have dates. */
  async datesStatement(from: CalendarDay, until: CalendarDay): Promise<ReadStatement | null> {
    const placed = await this.exported.placedRows([from, until]);
    if (placed.length === 0) return null;
    return {
      step: `dates-${from}`,
      reads: await this.exported.tableNames(from, until),
      purpose: { kind: 'reads rows', standIn: [] },
      sql: placedRowsSql(googlesqlDialect, placed),
    };
  }

  async recentEventsStatement(from: CalendarDay, until: CalendarDay): Promise<ReadStatement> {
    return {
      step: `recent-events-${until}`,
      reads: await this.exported.tableNames(from, until),
      purpose: { kind: 'reads rows', standIn: [] },
      sql: this.statements.recentEvents(await this.exported.rawDays([from, until])),
    };
  }

  async namesBeforeStatement(snapshots: readonly CalendarDay[]): Promise<ReadStatement> {
    const ranges = this.statements.lookbacks(snapshots);
    const days: RawDays[] = [];
    for (const range of ranges) days.push(await this.exported.rawDays(range));
    const reads = await this.exported.tableNames(ranges[0]![0], ranges.at(-1)![1]);
    const standIn = this.knownEvents.map((name) => ({ name, events: 1, users: 1 }));
    return {
      step: 'names-before',
      reads,
      purpose: { kind: 'reads rows', standIn, note: NAMES_DECIDE },
      sql: this.statements.namesBefore(days),
    };
  }

  async countsStatement(snapshots: readonly CalendarDay[]): Promise<ReadStatement> {
    const days = await this.exported.rawDays(this.statements.allWindows(snapshots));
    const reads = await this.exported.tableNames(...days.days);
    const one = snapshots.flatMap((_, index) => [`users_${index}`, `positives_${index}`, `converters_${index}`]);
    return {
      step: 'count-snapshots',
      reads,
      purpose: { kind: 'reads rows', standIn: [Object.fromEntries(one.map((name) => [name, 1]))] },
      sql: this.statements.counts(snapshots, days),
    };
  }

  async summaryStatements(from: CalendarDay, until: CalendarDay): Promise<ReadStatement[]> {
    const presence = await this.presence.statement(from, until);
    return [...(presence === null ? [] : [presence.statement]), ...(await this.#totals(from, until))];
  }

  async #totals(from: CalendarDay, until: CalendarDay): Promise<ReadStatement[]> {
    const days = await this.exported.storedDays([from, until]);
    const reads = await this.exported.tableNames(from, until);
    const totals = [{ events: 1, events_without_user: 0, users: 1, target_events: 1, target_users: 1 }];
    const [target] = targetEventsOf(this.statements.options.settings.question.target);
    const names = [{ name: target, events: 1, users: 1 }];
    return [
      { step: 'summary', reads, purpose: { kind: 'reads rows', standIn: totals }, sql: this.statements.summary(days) },
      {
        step: 'event-names',
        reads,
        purpose: { kind: 'reads rows', standIn: names },
        sql: this.statements.eventNames(days),
      },
    ];
  }

  async reachStatement(snapshot: CalendarDay, event?: string): Promise<ReadStatement> {
    const days = await this.exported.rawDays(this.statements.windows(snapshot));
    const reads = await this.exported.tableNames(...days.days);
    return {
      step: event === undefined ? `reach-${snapshot}` : `reach-${snapshot}-${event.replace(/\W/g, '_')}`,
      reads,
      purpose: { kind: 'reads rows', standIn: [{ converters: 1, reachable: 1 }] },
      sql: this.statements.reach(snapshot, days, event),
    };
  }
}
