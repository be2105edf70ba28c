import { type CalendarDay, daysOf, missingRanges, startOfDayMicros, unionOfRanges } from '@propensity/core/windows';
import {
  type CustomColumn,
  type DayRange,
  duckdbDialect,
  EVENT_COLUMNS,
  type EventExport,
  type EventsOptions,
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
/** Users and moments with several events of one name. */
const REPEATED = 'repeated_events';
/** Their events, each once. */
const MERGED = 'merged_events';

export interface DuckDbFlatEventsOptions {
  readonly warehouse: LocalWarehouse;
  readonly files: DuckDbExport;
  readonly source: EventExport;
  readonly timeZone: string;
  /** Features whose columns are made besides those that every source has. */
  readonly features: readonly Feature[];
  /** Further columns. */
  readonly columns?: readonly CustomColumn[];
}

/**
 * The flat events of the days that were asked for, in a scratch table: snapshots whose windows overlap
 * read each day of the export once. Deliveries of one event are of one day, so loading day ranges apart loses nothing. Most of
 * their texts are numbers: `codes` says how to read them.
 */
export class DuckDbFlatEvents {
  readonly #loaded = new Set<CalendarDay>();
  /** Of the names of events that the table's column can hold. */
  #nameCount = 0;
  readonly #customColumns: readonly CustomColumn[];
  /** The columns that features may add up. */
  readonly #amounts: readonly string[];
  #wholeMillionths = true;
  /** Of the warehouse, when the table was made. */
  #openings = 0;
  readonly codes: DuckDbEventCodes;

  constructor(readonly options: DuckDbFlatEventsOptions) {
    this.codes = new DuckDbEventCodes(options.warehouse);
    this.#customColumns = [
      ...options.features.flatMap(({ customColumn }) => customColumn ?? []),
      ...(options.columns ?? []),
    ];
    const columns = [...Object.entries(EVENT_COLUMNS), ...this.#customColumns.map(({ name, type }) => [name, type])];
    this.#amounts = columns.flatMap(([name, type]) => (type === 'float' ? name! : []));
  }

  /** True while every amount that was loaded is a whole number of millionths. */
  get wholeMillionths(): boolean {
    return this.#wholeMillionths;
  }

  /** Sees to it that [from, until) is loaded; what it returns may hold other days too. */
  async cover(from: CalendarDay, until: CalendarDay): Promise<Relation> {
    await this.load([[from, until]]);
    return this.codes.decode(TABLE, await this.options.warehouse.forgotten.keeps());
  }

  /** Sees to it that these days are loaded: those that follow one another, in any of the ranges, at once. */
  async load(ranges: readonly DayRange[]): Promise<void> {
    const { warehouse, files, timeZone } = this.options;
    await this.#forgetIfGone();
    const wanted = unionOfRanges(ranges);
    for (const [start, end] of wanted.flatMap((range) => missingRanges(...range, (day) => this.#loaded.has(day)))) {
      const relations = await files.relations(start, end);
      if (relations.length > 0) {
        const delivered: EventsOptions = {
          dialect: duckdbDialect,
          relations,
          timeZone,
          from: start,
          until: end,
          customColumns: this.#customColumns,
          identity: 'place',
        };
        await files.reading(start, end, async () => {
          await files.checkPresence(start, end);
          await warehouse.exclusively(() => this.#load(delivered));
        });
        for (const day of daysOf(start, end)) this.#loaded.add(day);
      }
    }
  }

  /** Scratch and temporary tables are gone once the warehouse has been closed, as it is to be written anew or searched. */
  async #forgetIfGone(): Promise<void> {
    const openings = await this.options.warehouse.openings();
    if (openings === this.#openings) return;
    this.#openings = openings;
    this.#loaded.clear();
    this.codes.forget();
    this.#nameCount = 0;
    this.#wholeMillionths = true;
  }

  /**
   * Not one transaction: to commit rows of which some were deleted again takes as long as to read them all. A retry after a failure
   * in between loads them twice, and makes them one again.
   */
  async #load(delivery: EventsOptions): Promise<void> {
    const { codes } = this;
    const { from, until } = delivery;
    const { warehouse, files, source } = this.options;
    const sql = source.deliveredEventsSql(delivery);
    const read = await files.filesFor(from, until);
    // Parquet files are read by column, so that looking at the texts first costs little; others are read once.
    const keeps = source.slowToRead === true || read.some(({ format }) => format === 'json');
    if (keeps) await warehouse.createScratchTable(DELIVERED, sql);
    const delivered = keeps ? tableRelation(duckdbDialect, DELIVERED) : queryRelation(sql);
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
    if (keeps) await warehouse.dropScratchTable(DELIVERED);
    await this.#mergeRepeated(delivery);
    await codes.learnTexts(TABLE);
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

  /**
   * Makes deliveries of one event one. Few events have another of their user, moment and name; what those say is read again, in full:
   * it takes too long to read of all.
   */
  async #mergeRepeated(delivery: EventsOptions): Promise<void> {
    const { codes } = this;
    const { warehouse, source } = this.options;
    const loaded = this.#isOf(delivery.from, delivery.until);
    const key = 'hash(user_id, event_micros, event_name)';
    // Where nothing is repeated, the events of a session nearly always fall into as many of 64 places by one bit of the key or another.
    const places = [0, 6, 12].map((bit) => `bit_count(bit_or(1::UBIGINT << ((${key} >> ${bit}) & 63)))`);
    await warehouse.run(`CREATE OR REPLACE TEMP TABLE ${SUSPECTS} AS SELECT user_id, session_id FROM ${TABLE}
WHERE ${loaded} GROUP BY ALL HAVING COUNT(*) > GREATEST(${places.join(', ')})`);
    const suspects = `${TABLE} SEMI JOIN ${SUSPECTS} ON ${TABLE}.user_id = ${SUSPECTS}.user_id AND ${TABLE}.session_id IS NOT DISTINCT FROM ${SUSPECTS}.session_id`;
    // Those of which each has a place of its own in a batch are different events.
    await warehouse.run(`CREATE OR REPLACE TEMP TABLE ${REPEATED} AS
SELECT DISTINCT u.user_id, event_micros, user_number FROM (
  SELECT user_id AS user_number, event_micros FROM ${suspects} WHERE ${loaded}
  GROUP BY user_id, event_micros, event_name HAVING COUNT(*) > GREATEST(1, COUNT(DISTINCT identity))
) AS repeated JOIN ${codes.users} AS u USING (user_number)`);
    if ((await warehouse.rowCount(REPEATED)) > 0) {
      const again = source.eventsSql({ ...delivery, only: tableRelation(duckdbDialect, REPEATED) });
      await warehouse.run(
        `CREATE OR REPLACE TEMP TABLE ${MERGED} AS SELECT *, CAST(NULL AS BIGINT) AS identity FROM (${again})`,
      );
      const merged = tableRelation(duckdbDialect, MERGED);
      await codes.learn(merged);
      await warehouse.run(`DELETE FROM ${TABLE} WHERE ${loaded} AND EXISTS (
  SELECT 1 FROM ${REPEATED} AS r WHERE r.user_number = ${TABLE}.user_id AND r.event_micros = ${TABLE}.event_micros)`);
      await warehouse.run(`INSERT INTO ${TABLE} BY NAME ${codes.encode(merged)}`);
      await warehouse.run(`DROP TABLE ${MERGED}`);
    }
    for (const table of [SUSPECTS, REPEATED]) await warehouse.run(`DROP TABLE ${table}`);
  }
}
