import { type CalendarDay, daysOf, missingRanges, startOfDayMicros } from '@propensity/core/windows';
import {
  type CustomColumn,
  duckdbDialect,
  EVENT_COLUMNS,
  type EventExport,
  type Feature,
  hasRemainder,
  queryRelation,
  type Relation,
  tableRelation,
} from '@propensity/warehouse-sql';
import type { LocalWarehouse } from '../warehouse/local-warehouse.js';
import { DuckDbEventCodes } from './duckdb-event-codes.js';
import type { DuckDbExport } from './duckdb-export.js';

const TABLE = 'flat_events';
/** Events as delivered, where reading them again would take long. */
const DELIVERED = 'delivered_events';
/** Users and sessions in which an event may be repeated. */
const SUSPECTS = 'suspect_sessions';
/** Events of which there are others with the same user, moment and name. */
const REPEATED = 'repeated_events';
/** Those of them that differ. */
const MERGED = 'merged_events';

export interface DuckDbFlatEventsOptions {
  readonly warehouse: LocalWarehouse;
  readonly files: DuckDbExport;
  readonly source: EventExport;
  readonly timeZone: string;
  /** Features whose columns are made besides those that every source has. */
  readonly features: readonly Feature[];
}

/**
 * The flat events of the days that were asked for, in a scratch table: snapshots whose windows overlap read each day of
 * the export once. Equal events of one day are one event, so loading day ranges apart loses nothing. Most of their
 * texts are numbers: `codes` says how to read them.
 */
export class DuckDbFlatEvents {
  readonly #loaded = new Set<CalendarDay>();
  /** Of the names of events that the table's column can hold. */
  #nameCount = 0;
  readonly #customColumns: readonly CustomColumn[];
  /** The columns that features may add up. */
  readonly #amounts: readonly string[];
  #wholeMillionths = true;
  readonly codes: DuckDbEventCodes;

  constructor(readonly options: DuckDbFlatEventsOptions) {
    this.codes = new DuckDbEventCodes(options.warehouse);
    this.#customColumns = options.features.flatMap(({ customColumn }) => customColumn ?? []);
    const columns = [...Object.entries(EVENT_COLUMNS), ...this.#customColumns.map(({ name, type }) => [name, type])];
    this.#amounts = columns.flatMap(([name, type]) => (type === 'float' ? name! : []));
  }

  /** True while every amount that was loaded is a whole number of millionths. */
  get wholeMillionths(): boolean {
    return this.#wholeMillionths;
  }

  /** Sees to it that [from, until) is loaded; what it returns may hold other days too. */
  async cover(from: CalendarDay, until: CalendarDay): Promise<Relation> {
    const { warehouse, files, source, timeZone } = this.options;
    for (const [start, end] of missingRanges(from, until, (day) => this.#loaded.has(day))) {
      const relations = await files.relations(start, end);
      if (relations.length > 0) {
        const sql = source.deliveredEventsSql({
          dialect: duckdbDialect,
          relations,
          timeZone,
          from: start,
          until: end,
          customColumns: this.#customColumns,
        });
        await files.reading(start, end, async () => {
          await files.checkPresence(start, end);
          await warehouse.exclusively(() => this.#load(sql, start, end));
        });
        for (const day of daysOf(start, end)) this.#loaded.add(day);
      }
    }
    return this.codes.decode(TABLE);
  }

  /**
   * Not one transaction: to commit rows of which some were deleted again takes as long as to read them all. A retry after a failure
   * in between loads them twice, and makes them one again.
   */
  async #load(sql: string, from: CalendarDay, until: CalendarDay): Promise<void> {
    const { codes } = this;
    const { warehouse, files } = this.options;
    const days = await files.filesBetween(from, until);
    // Parquet files are read by column, so that looking at the texts first costs little; JSON is parsed once.
    const parsed = days.some(({ format }) => format === 'json');
    if (parsed) await warehouse.createScratchTable(DELIVERED, sql);
    const delivered = parsed ? tableRelation(duckdbDialect, DELIVERED) : queryRelation(sql);
    await codes.learn(delivered);
    const encoded = codes.encode(delivered);
    if (this.#loaded.size === 0) {
      await warehouse.createScratchTable(TABLE, encoded);
    } else {
      if (codes.nameCount > this.#nameCount) {
        await warehouse.run(`ALTER TABLE ${TABLE} ALTER event_name SET DATA TYPE ${codes.namesType}`);
      }
      await warehouse.run(`INSERT INTO ${TABLE} BY NAME ${encoded}`);
    }
    this.#nameCount = codes.nameCount;
    if (parsed) await warehouse.dropScratchTable(DELIVERED);
    await this.#mergeRepeated(from, until);
    if (this.#wholeMillionths) await this.#lookForRemainders(from, until);
  }

  async #lookForRemainders(from: CalendarDay, until: CalendarDay): Promise<void> {
    const [found] = await this.options.warehouse.rows<{ n: number }>(
      `SELECT COUNT(*) AS n FROM (SELECT 1 FROM ${TABLE} WHERE ${this.#isOf(from, until)} AND (${hasRemainder(duckdbDialect, this.#amounts)}) LIMIT 1)`,
    );
    this.#wholeMillionths = found!.n === 0;
  }

  /** The condition that an event is of [from, until). */
  #isOf(from: CalendarDay, until: CalendarDay): string {
    const [start, end] = [from, until].map((day) => startOfDayMicros(day, this.options.timeZone));
    return `event_micros >= ${start} AND event_micros < ${end}`;
  }

  /** Makes equal events of [from, until) one. DISTINCT over all of them would hold each in memory whole; few come twice. */
  async #mergeRepeated(from: CalendarDay, until: CalendarDay): Promise<void> {
    const { warehouse } = this.options;
    const loaded = this.#isOf(from, until);
    const key = 'hash(user_id, event_micros, event_name)';
    // Where nothing is repeated, the events of a session nearly always fall into as many of 64 places by one bit of the key or another.
    const places = [0, 6, 12].map((bit) => `bit_count(bit_or(1::UBIGINT << ((${key} >> ${bit}) & 63)))`);
    await warehouse.run(`CREATE OR REPLACE TEMP TABLE ${SUSPECTS} AS SELECT user_id, session_id FROM ${TABLE}
WHERE ${loaded} GROUP BY ALL HAVING COUNT(*) > GREATEST(${places.join(', ')})`);
    const suspects = `${TABLE} SEMI JOIN ${SUSPECTS} ON ${TABLE}.user_id = ${SUSPECTS}.user_id AND ${TABLE}.session_id IS NOT DISTINCT FROM ${SUSPECTS}.session_id`;
    await warehouse.run(`CREATE OR REPLACE TEMP TABLE ${REPEATED} AS SELECT rowid AS place FROM ${TABLE}
WHERE ${loaded} AND ${key} IN (SELECT ${key} FROM ${suspects} WHERE ${loaded} GROUP BY ALL HAVING COUNT(*) > 1)`);
    if ((await warehouse.rowCount(REPEATED)) > 0) {
      const repeated = `rowid IN (SELECT place FROM ${REPEATED})`;
      await warehouse.run(
        `CREATE OR REPLACE TEMP TABLE ${MERGED} AS SELECT DISTINCT * FROM ${TABLE} WHERE ${repeated}`,
      );
      await warehouse.run(`DELETE FROM ${TABLE} WHERE ${repeated}`);
      await warehouse.run(`INSERT INTO ${TABLE} FROM ${MERGED}`);
      await warehouse.run(`DROP TABLE ${MERGED}`);
    }
    for (const table of [SUSPECTS, REPEATED]) await warehouse.run(`DROP TABLE ${table}`);
  }
}
