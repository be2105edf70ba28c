import { canonicalJson, sha256Hex } from '@propensity/core/hashing';
import { addDays, type CalendarDay, daysOf, missingRanges, suffixOfDay, unionOfRanges } from '@propensity/core/windows';
import {
  type CustomColumn,
  type DayRange,
  type EventExport,
  type Feature,
  googlesqlDialect,
  keptSql,
  type Relation,
  tableRelation,
  unionRelation,
} from '@propensity/warehouse-sql';
import pLimit from 'p-limit';
import type { WriteStatement } from '../jobs/statement.js';
import { WRITES } from '../jobs/statement-purpose.js';
import type { BigQueryWarehouse } from '../warehouse/bigquery-warehouse.js';
import { expiringTableSql } from '../warehouse/expiring-table.js';
import type { BigQueryExport } from './bigquery-export.js';
import type { ExportPresence } from './export-presence.js';

/** A table is named for the day it is made on and lives to the end of the next, so that one that is found lasts. */
const LIFE_DAYS = 2;
const DAY_MS = 86_400_000;

export interface FlatEventsOptions {
  readonly warehouse: BigQueryWarehouse;
  readonly export: BigQueryExport;
  readonly presence: Pick<ExportPresence, 'check'>;
  readonly source: EventExport;
  readonly timeZone: string;
  /** Features whose columns are made besides those that every source has. */
  readonly features: readonly Feature[];
  /** Further columns. */
  readonly columns?: readonly CustomColumn[];
}

/** A table of flat events that has still to be made. */
export interface PlannedFlattening {
  readonly range: DayRange;
  readonly days: ReadonlySet<CalendarDay>;
  readonly table: string;
  /** The rows: what is billed, and can be costed before the data set of the table is there. */
  readonly query: string;
  readonly statement: WriteStatement;
}

/**
 * The flat events of the days that were asked for, in tables that expire: snapshots whose windows overlap read, and pay for, each
 * day of the export once, however many grains of features look at it. An event is of one day, so flattening day ranges apart loses
 * nothing; each range also reads the tables of its neighbouring days, where rows of its days may have arrived.
 */
export class BigQueryFlatEvents {
  readonly #customColumns: readonly CustomColumn[];
  readonly #oneAtATime = pLimit(1);
  /** Tables of days that do not overlap. */
  #covered: Pick<PlannedFlattening, 'days' | 'table'>[] = [];

  constructor(readonly options: FlatEventsOptions) {
    this.#customColumns = [
      ...options.features.flatMap(({ customColumn }) => customColumn ?? []),
      ...(options.columns ?? []),
    ];
  }

  /** Forgets which days are covered: tables expire, and days are written again. */
  forget(): void {
    this.#covered = [];
  }

  /**
   * Sees to it that [from, until) is flattened; what it returns may hold other days too.
   * @throws PropensityError `unreadable_field`, `no_event_names`, …, before anything is written
   */
  async cover(from: CalendarDay, until: CalendarDay): Promise<Relation> {
    await this.flatten([[from, until]]);
    return this.#relation(from, until);
  }

  /**
   * Sees to it that these days are flattened: those that follow one another, in any of the ranges, by one statement.
   * @throws PropensityError as `cover` does
   */
  flatten(ranges: readonly DayRange[]): Promise<void> {
    // One after the other: two at once would flatten the days they share twice, and count them twice.
    return this.#oneAtATime(async () => {
      const planned = await this.plan(ranges);
      for (const { range } of planned) await this.options.presence.check(...range);
      if (planned.length > 0) await this.options.warehouse.work.ensure();
      for (const { days, table, statement } of planned) {
        await this.options.warehouse.jobs.write(statement);
        await this.options.warehouse.forgotten.eraseSince([table]);
        this.#covered.push({ table, days });
      }
    });
  }

  /** The statements that flattening these ranges would still have to run, and the days and the table of each. */
  async plan(ranges: readonly DayRange[]): Promise<PlannedFlattening[]> {
    const planned: PlannedFlattening[] = [];
    const isCovered = (day: CalendarDay) => this.#covered.some(({ days }) => days.has(day));
    const wanted = unionOfRanges(ranges);
    for (const [start, end] of wanted.flatMap((range) => missingRanges(...range, isCovered))) {
      const relations = await this.options.export.relations(start, end);
      if (relations.length === 0) continue;
      const events = this.options.source.eventsSql({
        dialect: googlesqlDialect,
        relations,
        timeZone: this.options.timeZone,
        from: start,
        until: end,
        customColumns: this.#customColumns,
      });
      const sql = keptSql(events, await this.options.warehouse.forgotten.keeps());
      const table = await this.#tableOf(start, end, sql);
      planned.push({
        range: [start, end],
        days: new Set(daysOf(start, end)),
        table,
        query: sql,
        statement: {
          step: `flatten-${start}`,
          reads: await this.options.export.tableNames(start, end),
          purpose: WRITES,
          sql: expiringTableSql({ table, query: sql, days: LIFE_DAYS, clusterBy: ['user_id'] }),
        },
      });
    }
    return planned;
  }

  /** The tables that hold days of [from, until). */
  #relation(from: CalendarDay, until: CalendarDay): Relation {
    const needed = daysOf(from, until);
    const tables = this.#covered.filter(({ days }) => needed.some((day) => days.has(day)));
    return unionRelation(tables.map(({ table }) => tableRelation(googlesqlDialect, table)));
  }

  async #tableOf(from: CalendarDay, until: CalendarDay, sql: string): Promise<string> {
    const { warehouse, export: exported } = this.options;
    const madeOn = Math.floor((warehouse.api.serverTime ?? Date.now()) / DAY_MS);
    const hash = sha256Hex(canonicalJson([madeOn, sql, await exported.fingerprints(from, until)])).slice(0, 12);
    return warehouse.work.fullName(`ma_flat_events_${suffixOfDay(from)}_${suffixOfDay(addDays(until, -1))}_${hash}`);
  }
}
