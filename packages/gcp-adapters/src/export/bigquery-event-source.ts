import {
  addDays,
  type CalendarDay,
  type EventSource,
  type ExportDay,
  type ExportSummary,
  type JobSettings,
  type Reach,
} from '@propensity/core';
import { eventNamesSql, ga4DeliveriesSql, googlesqlDialect, reachSql, summarySql } from '@propensity/warehouse-sql';
import type { ReadStatement } from '../jobs/statement.js';
import type { BigQueryWarehouse } from '../warehouse/bigquery-warehouse.js';
import type { BigQueryExport } from './bigquery-export.js';

/** `EventSource` over the day tables of a GA4 export in BigQuery. */
export class BigQueryEventSource implements EventSource {
  constructor(
    readonly warehouse: BigQueryWarehouse,
    readonly exported: BigQueryExport,
    readonly settings: JobSettings,
  ) {}

  days(): Promise<readonly ExportDay[]> {
    return this.exported.days();
  }

  async summarise(from: CalendarDay, until: CalendarDay): Promise<ExportSummary> {
    const { jobs } = this.warehouse;
    const [totals, names] = await Promise.all(
      (await this.summaryStatements(from, until)).map(async (statement) => (await jobs.read(statement)).rows()),
    );
    const [row] = totals as { events: number; events_without_user: number; users: number }[];
    return {
      events: row!.events,
      eventsWithoutUser: row!.events_without_user,
      users: row!.users,
      eventNames: names as ExportSummary['eventNames'],
    };
  }

  async reach(snapshot: CalendarDay): Promise<Reach> {
    const result = await this.warehouse.jobs.read(await this.reachStatement(snapshot));
    const [reach] = await result.rows<Reach>();
    return { converters: reach!.converters, reachable: reach!.reachable };
  }

  /** Totals, and the event names. */
  async summaryStatements(from: CalendarDay, until: CalendarDay): Promise<ReadStatement[]> {
    const deliveries = await this.deliveries(from, until);
    const totals = [{ events: 1, events_without_user: 0, users: 1 }];
    const names = [{ name: this.settings.targetEvent, events: 1, users: 1 }];
    return [
      { step: 'summary', purpose: { kind: 'reads rows', standIn: totals }, sql: summarySql(deliveries) },
      { step: 'event-names', purpose: { kind: 'reads rows', standIn: names }, sql: eventNamesSql(deliveries) },
    ];
  }

  async reachStatement(snapshot: CalendarDay): Promise<ReadStatement> {
    const { lookbackDays, horizonDays, timeZone, targetEvent } = this.settings;
    const events = await this.deliveries(addDays(snapshot, -lookbackDays), addDays(snapshot, horizonDays));
    return {
      step: `reach-${snapshot}`,
      purpose: { kind: 'reads rows', standIn: [{ converters: 1, reachable: 1 }] },
      sql: reachSql({ dialect: googlesqlDialect, events, snapshot, lookbackDays, horizonDays, timeZone, targetEvent }),
    };
  }

  /** Text to stand after FROM: who did what when in [from, until), as delivered. */
  async deliveries(from: CalendarDay, until: CalendarDay): Promise<string> {
    const relations = await this.exported.relations(from, until);
    if (relations.length === 0) return NO_DELIVERIES;
    const { timeZone } = this.settings;
    return `(\n${ga4DeliveriesSql({ dialect: googlesqlDialect, relations, timeZone, from, until })}\n) AS deliveries`;
  }
}

const NO_DELIVERIES = googlesqlDialect.inlineTable(
  'deliveries',
  [
    { name: 'user_id', type: 'string' },
    { name: 'event_micros', type: 'integer' },
    { name: 'event_name', type: 'string' },
  ],
  [],
);
