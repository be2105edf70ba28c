import { canonicalJson, sha256Hex } from '@propensity/core/hashing';
import { addDays, type CalendarDay, daysBetween, daysOf, missingRanges, unionOfRanges } from '@propensity/core/windows';
import {
  type CustomColumn,
  type DayRange,
  daysOfTablesRelation,
  type EventExport,
  eventsByDaySql,
  type Feature,
  FLAT_DAY_COLUMN,
  googlesqlDialect,
  keptSql,
  type Relation,
} from '@propensity/warehouse-sql';
import pLimit from 'p-limit';
import type { WriteStatement } from '../jobs/statement.js';
import { WRITES } from '../jobs/statement-purpose.js';
import type { BigQueryWarehouse } from '../warehouse/bigquery-warehouse.js';
import { expiringTableSql, prolongTableSql } from '../warehouse/expiring-table.js';
import type { BigQueryExport } from './bigquery-export.js';
import type { ExportPresence } from './export-presence.js';
import { type FlatTable, flatTableDescription, flatTableName, keptFlatTables, MOST_DAYS } from './kept-flat-days.js';

/** A table that is found with less life than this left is given this much. */
const ENOUGH_LIFE_DAYS = 2;
const DAY_MS = 86_400_000;

export interface FlatEventsOptions {
  readonly warehouse: BigQueryWarehouse;
  readonly export: BigQueryExport;
  readonly presence: Pick<ExportPresence, 'check'>;
  readonly source: EventExport;
  readonly timeZone: string;
  /** How many days a table is kept after it was made. */
  readonly keptDays: number;
  /** Features whose columns are made besides those that every source has. */
  readonly features: readonly Feature[];
  /** Further columns. */
  readonly columns?: readonly CustomColumn[];
}

/** A table of flat events that has still to be made. */
export interface PlannedFlattening {
  readonly range: DayRange;
  readonly days: readonly CalendarDay[];
  readonly table: string;
  /** The rows: what is billed, and can be costed before the data set of the table is there. */
  readonly query: string;
  readonly statement: WriteStatement;
}

/**
 * The flat events of the days that were asked for, each day flattened once: in tables that are partitioned by day and kept, so that a later
 * run finds the days that it shares with this one. Days that follow one another and are not kept yet are made by one statement, whole or not
 * at all; a day that was written again is made again, in a table of its own, and is read from there. An event is of one day, so that
 * flattening ranges apart loses nothing; each also reads the tables of its neighbouring days, where rows of its days may have arrived.
 */
export class BigQueryFlatEvents {
  readonly #customColumns: readonly CustomColumn[];
  readonly #definition: string;
  readonly #oneAtATime = pLimit(1);
  /** The table of each day that may be read. */
  readonly #covered = new Map<CalendarDay, string>();
  #kept: Promise<readonly FlatTable[]> | null = null;

  constructor(readonly options: FlatEventsOptions) {
    this.#customColumns = [
      ...options.features.flatMap(({ customColumn }) => customColumn ?? []),
      ...(options.columns ?? []),
    ];
    const { export: exported, source, timeZone } = options;
    const { dataset, form = {} } = exported.options;
    const { type, where, currency, people = null } = source;
    const common = [dataset, type, where, currency, people, form, timeZone, this.#customColumns];
    this.#definition = sha256Hex(canonicalJson(JSON.parse(JSON.stringify(common)))).slice(0, 8);
  }

  /** Forgets which days are covered: tables expire, and days are written again. */
  forget(): void {
    this.#covered.clear();
    this.#kept = null;
  }

  /**
   * Sees to it that these days are flattened, and gives them alone, each once.
   * @throws PropensityError `unreadable_field`, `no_event_names`, …, before anything is written
   */
  async cover(...ranges: DayRange[]): Promise<Relation> {
    await this.flatten(ranges);
    return this.#relation(ranges);
  }

  /**
   * Sees to it that these days are flattened: those that follow one another, in any of the ranges, by one statement.
   * @throws PropensityError as `cover` does
   */
  flatten(ranges: readonly DayRange[]): Promise<void> {
    // One after the other: two at once would flatten the days they share twice.
    return this.#oneAtATime(async () => {
      const planned = await this.plan(ranges);
      const { warehouse, presence } = this.options;
      for (const { range } of planned) await presence.check(...range);
      await this.#prolong(ranges);
      if (planned.length > 0) await warehouse.work.ensure();
      for (const { days, table, statement } of planned) {
        await warehouse.jobs.write(statement);
        await warehouse.forgotten.eraseSince([table]);
        for (const day of days) this.#covered.set(day, table);
      }
    });
  }

  /** The statements that flattening these ranges would still have to run, and the days and the table of each. */
  async plan(ranges: readonly DayRange[]): Promise<PlannedFlattening[]> {
    const wanted = unionOfRanges(ranges);
    const days = wanted.flatMap((range) => daysOf(...range)).filter((day) => !this.#covered.has(day));
    const fingerprints = new Map<CalendarDay, string>();
    for (const day of days) fingerprints.set(day, await this.#fingerprint(day));
    const kept = days.length === 0 ? [] : await this.#tables();
    for (const { table, days: held } of kept) {
      for (const day of days) if (held.get(day) === fingerprints.get(day)) this.#covered.set(day, table);
    }
    const isKept = (day: CalendarDay) => kept.some(({ days: held }) => held.has(day));
    const missing = wanted.flatMap((range) => missingRanges(...range, (day) => this.#covered.has(day)));
    const planned: PlannedFlattening[] = [];
    for (const range of missing.flatMap(inParts)) {
      const query = await this.#query(range);
      if (query === null) continue;
      const ofRange = daysOf(...range);
      const again = ofRange.filter(isKept).length;
      planned.push(
        await this.#planned(
          range,
          query,
          ofRange.map((day) => fingerprints.get(day)!),
          `${ofRange.length - again} new days, ${again} that were written again`,
        ),
      );
    }
    return planned;
  }

  /** The queries that would flatten these ranges if no day of them were kept. */
  async queries(ranges: readonly DayRange[]): Promise<readonly string[]> {
    const queries: string[] = [];
    for (const range of unionOfRanges(ranges).flatMap(inParts)) {
      const query = await this.#query(range);
      if (query !== null) queries.push(query);
    }
    return queries;
  }

  async #planned(range: DayRange, query: string, fingerprints: readonly string[], note: string) {
    const { warehouse, export: exported, keptDays } = this.options;
    const days = daysOf(...range);
    const hash = sha256Hex(canonicalJson(fingerprints)).slice(0, 12);
    const table = warehouse.work.fullName(flatTableName(this.#definition, days, hash));
    const statement: WriteStatement = {
      step: `flatten-${range[0]}`,
      reads: await exported.tableNames(...range),
      note,
      purpose: WRITES,
      sql: expiringTableSql({
        table,
        query,
        days: keptDays,
        partitionBy: FLAT_DAY_COLUMN,
        clusterBy: ['user_id'],
        description: flatTableDescription(range[0], fingerprints),
      }),
    };
    return { range, days, table, query, statement };
  }

  /** The flat events of these days; null where none of them, nor of their neighbours, has a table. */
  async #query(range: DayRange): Promise<string | null> {
    const events = await this.#events(range);
    if (events === null) return null;
    return eventsByDaySql(keptSql(events, await this.options.warehouse.forgotten.keeps()));
  }

  async #events([from, until]: DayRange): Promise<string | null> {
    const { source, timeZone } = this.options;
    const relations = await this.options.export.relations(from, until);
    if (relations.length === 0) return null;
    const dialect = googlesqlDialect;
    return source.eventsSql({ dialect, relations, timeZone, from, until, customColumns: this.#customColumns });
  }

  /**
   * What decides the rows of a day: how they are read, and the last writes of the tables that they are read from. Who has been forgotten does
   * not: forgotten users are deleted from the tables that there are.
   */
  async #fingerprint(day: CalendarDay): Promise<string> {
    const range = [day, addDays(day, 1)] as const;
    const written = await this.options.export.fingerprints(...range);
    return sha256Hex(canonicalJson([await this.#events(range), written])).slice(0, 12);
  }

  #tables(): Promise<readonly FlatTable[]> {
    this.#kept ??= keptFlatTables(this.options.warehouse, this.#definition).catch((error: unknown) => {
      this.#kept = null;
      throw error;
    });
    return this.#kept;
  }

  /** Gives the tables that hold these days enough life to be read. */
  async #prolong(ranges: readonly DayRange[]): Promise<void> {
    if (this.#kept === null) return;
    const { warehouse } = this.options;
    const needed = unionOfRanges(ranges).flatMap((range) => daysOf(...range));
    const read = new Set(needed.map((day) => this.#covered.get(day)));
    const enough = (warehouse.api.serverTime ?? Date.now()) + ENOUGH_LIFE_DAYS * DAY_MS;
    for (const { table, expiresAt } of await this.#kept) {
      if (!read.has(table) || expiresAt >= enough) continue;
      const sql = prolongTableSql(table, 2 * ENOUGH_LIFE_DAYS);
      await warehouse.jobs.write({ step: 'prolong-flat-events', purpose: WRITES, sql });
    }
  }

  /** The days of these ranges, each from its table. */
  #relation(ranges: readonly DayRange[]): Relation {
    const byTable = new Map<string, CalendarDay[]>();
    for (const day of unionOfRanges(ranges).flatMap((range) => daysOf(...range))) {
      const table = this.#covered.get(day);
      if (table !== undefined) byTable.set(table, [...(byTable.get(table) ?? []), day]);
    }
    return daysOfTablesRelation([...byTable].map(([table, days]) => ({ table, days })));
  }
}

/** A range in parts of as many days as one table takes. */
function inParts([from, until]: DayRange): DayRange[] {
  const parts = Math.ceil(daysBetween(from, until) / MOST_DAYS);
  return Array.from({ length: parts }, (_, part) => {
    const end = addDays(from, (part + 1) * MOST_DAYS);
    return [addDays(from, part * MOST_DAYS), end < until ? end : until] as const;
  });
}
