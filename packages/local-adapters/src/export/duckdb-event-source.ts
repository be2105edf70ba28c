import {
  addDays,
  type CalendarDay,
  type EventSource,
  type ExportDay,
  type ExportSummary,
  type JobSettings,
  type Reach,
} from '@propensity/core';
import { duckdbDialect, eventNamesSql, ga4DeliveriesSql, reachSql, summarySql } from '@propensity/warehouse-sql';
import type { LocalWarehouse } from '../warehouse/local-warehouse.js';
import type { DuckDbExport } from './duckdb-export.js';

/** `EventSource` over the day files of a GA4 export. */
export class DuckDbEventSource implements EventSource {
  constructor(
    readonly warehouse: LocalWarehouse,
    readonly files: DuckDbExport,
    readonly settings: JobSettings,
  ) {}

  async days(): Promise<readonly ExportDay[]> {
    const rows = await this.files.rowsByDay();
    return [...rows].map(([date, count]) => ({ date, rows: count })).sort((a, b) => (a.date < b.date ? -1 : 1));
  }

  async summarise(from: CalendarDay, until: CalendarDay): Promise<ExportSummary> {
    const deliveries = await this.deliveries(from, until);
    return this.files.reading(from, until, async () => {
      const [totals] = await this.warehouse.rows<{ events: number; events_without_user: number; users: number }>(
        summarySql(deliveries),
      );
      const eventNames = await this.warehouse.rows<ExportSummary['eventNames'][number]>(eventNamesSql(deliveries));
      return {
        events: totals!.events,
        eventsWithoutUser: totals!.events_without_user,
        users: totals!.users,
        eventNames,
      };
    });
  }

  async reach(snapshot: CalendarDay): Promise<Reach> {
    const { lookbackDays, horizonDays, timeZone, targetEvent } = this.settings;
    const from = addDays(snapshot, -lookbackDays);
    const until = addDays(snapshot, horizonDays);
    const events = await this.deliveries(from, until);
    const sql = reachSql({
      dialect: duckdbDialect,
      events,
      snapshot,
      lookbackDays,
      horizonDays,
      timeZone,
      targetEvent,
    });
    const [reach] = await this.files.reading(from, until, () =>
      this.warehouse.rows<{ converters: number; reachable: number }>(sql),
    );
    return { converters: reach!.converters, reachable: reach!.reachable };
  }

  /** Text to stand after FROM: who did what when in [from, until), as delivered. */
  async deliveries(from: CalendarDay, until: CalendarDay): Promise<string> {
    const relations = await this.files.relations(from, until);
    if (relations.length === 0) return NO_DELIVERIES;
    const sql = ga4DeliveriesSql({ dialect: duckdbDialect, relations, timeZone: this.settings.timeZone, from, until });
    return `(\n${sql}\n) AS deliveries`;
  }
}

const NO_DELIVERIES =
  '(SELECT NULL::VARCHAR AS user_id, NULL::BIGINT AS event_micros, NULL::VARCHAR AS event_name WHERE FALSE) AS deliveries';
