import type { RecentEvents } from '@propensity/core/drift';
import type {
  AmountEvidence,
  AudienceEvidence,
  EventSource,
  EvidenceOptions,
  ExportEvidence,
  ExportSummary,
  NamedEvents,
  Reach,
  SnapshotCounts,
} from '@propensity/core/ports';
import { type CalendarDay, type ExportDay, type ZoneEvidence, zoneEvidenceOf } from '@propensity/core/windows';
import {
  type AmountEvidenceRow,
  type AudienceEvidenceRow,
  amountEvidenceOf,
  audienceEvidenceOf,
  duckdbDialect,
  type EventStatements,
  type KeepsUser,
  type RawDays,
  type RecentEventsRow,
  recentEventsOf,
  snapshotCountsOf,
  zoneEvidenceSql,
} from '@propensity/warehouse-sql';
import type { LocalWarehouse } from '../warehouse/local-warehouse.js';
import type { DuckDbExport } from './duckdb-export.js';

/** `EventSource` over the day files of an export. */
export class DuckDbEventSource implements EventSource {
  constructor(
    readonly warehouse: LocalWarehouse,
    readonly files: DuckDbExport,
    readonly statements: EventStatements,
  ) {}

  async days(): Promise<readonly ExportDay[]> {
    const rows = await this.files.rowsByDay();
    return [...rows].map(([date, count]) => ({ date, rows: count })).sort((a, b) => (a.date < b.date ? -1 : 1));
  }

  async evidence(from: CalendarDay, until: CalendarDay, options: EvidenceOptions = {}): Promise<ExportEvidence> {
    const { dateColumn: date, momentColumn: moment } = this.statements.options.source;
    return {
      columns: { date, moment },
      dates: await this.#dates(from, until),
      misplaced: await this.files.misplacedRows(from, until),
      ...(options.amounts === true ? { amounts: await this.#amounts(from, until) } : {}),
    };
  }

  async #amounts(from: CalendarDay, until: CalendarDay): Promise<AmountEvidence> {
    const sql = this.statements.amounts(await this.files.rawDays([from, until]));
    const rows =
      sql === null ? [] : await this.files.reading(from, until, () => this.warehouse.rows<AmountEvidenceRow>(sql));
    return amountEvidenceOf(rows, this.statements.options.source.currency);
  }

  async audience(from: CalendarDay, until: CalendarDay): Promise<AudienceEvidence | null> {
    const sql = this.statements.audience(await this.files.rawDays([from, until]));
    if (sql === null) return null;
    const [row] = await this.files.reading(from, until, () => this.warehouse.rows<AudienceEvidenceRow>(sql));
    return audienceEvidenceOf(row!, this.statements.options.source);
  }

  async #dates(from: CalendarDay, until: CalendarDay): Promise<readonly ZoneEvidence[]> {
    const { source } = this.statements.options;
    const { relations } = await this.files.storedDays([from, until]);
    const dated = relations.flatMap((relation) => source.datedRows(duckdbDialect, relation) ?? []);
    if (dated.length === 0) return [];
    const rows = await this.files.reading(from, until, () =>
      this.warehouse.rows<{ date: string | null; quarter: number; rows: number }>(
        zoneEvidenceSql(duckdbDialect, dated),
      ),
    );
    return zoneEvidenceOf(rows);
  }

  async summarise(from: CalendarDay, until: CalendarDay): Promise<ExportSummary> {
    const days = await this.files.storedDays([from, until]);
    return this.files.reading(from, until, async () => {
      await this.files.checkPresence(from, until);
      const [totals] = await this.warehouse.rows<{
        events: number;
        events_without_user: number;
        users: number;
        target_events: number;
        target_users: number;
      }>(this.statements.summary(days));
      const eventNames = await this.warehouse.rows<ExportSummary['eventNames'][number]>(
        this.statements.eventNames(days),
      );
      return {
        events: totals!.events,
        eventsWithoutUser: totals!.events_without_user,
        users: totals!.users,
        target: { events: totals!.target_events, users: totals!.target_users },
        eventNames,
      };
    });
  }

  async reach(snapshot: CalendarDay, event?: string): Promise<Reach> {
    const days = this.statements.windows(snapshot);
    const sql = this.statements.reach(snapshot, await this.files.rawDays(days), event);
    const [reach] = await this.files.reading(...days, () =>
      this.warehouse.rows<{ converters: number; reachable: number }>(sql),
    );
    return { converters: reach!.converters, reachable: reach!.reachable };
  }

  async countSnapshots(snapshots: readonly CalendarDay[]): Promise<readonly SnapshotCounts[]> {
    const days = this.statements.allWindows(snapshots);
    const sql = this.statements.counts(snapshots, await this.files.rawDays(days));
    const [row] = await this.files.reading(...days, () => this.warehouse.rows<Record<string, number>>(sql));
    return snapshotCountsOf(snapshots, row!);
  }

  async namesBefore(snapshots: readonly CalendarDay[]): Promise<readonly NamedEvents[]> {
    const ranges = this.statements.lookbacks(snapshots);
    const days: RawDays[] = [];
    for (const range of ranges) days.push(await this.files.rawDays(range));
    const sql = this.statements.namesBefore(days);
    return this.files.reading(ranges[0]![0], ranges.at(-1)![1], () => this.warehouse.rows<NamedEvents>(sql));
  }

  /** The devices on which one of these people was named, on any day that there is a file of; none where a user is a device. */
  async devices(isOneOfThem: KeepsUser): Promise<readonly string[]> {
    if (this.statements.options.source.people === undefined) return [];
    const days = await this.files.everyDay();
    const sql = days === null ? null : this.statements.devices(await this.files.rawDays(days), isOneOfThem);
    if (days === null || sql === null) return [];
    const rows = await this.files.reading(...days, () => this.warehouse.rows<{ device_id: string }>(sql));
    return rows.map(({ device_id }) => device_id);
  }

  async recentEvents(from: CalendarDay, until: CalendarDay): Promise<RecentEvents> {
    const sql = this.statements.recentEvents(await this.files.rawDays([from, until]));
    const rows = await this.files.reading(from, until, () => this.warehouse.rows<RecentEventsRow>(sql));
    return recentEventsOf(from, until, rows);
  }
}
