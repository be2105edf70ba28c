import { PropensityError } from '@propensity/core';
import { canonicalJson, sha256Hex } from '@propensity/core/hashing';
import {
  addDays,
  type CalendarDay,
  daysOf,
  missingRanges,
  startOfDayMicros,
  unionOfRanges,
} from '@propensity/core/windows';
import {
  type CustomColumn,
  type DayRange,
  DEVICE_COLUMN,
  duckdbDialect,
  EVENT_COLUMNS,
  type EventExport,
  type EventsOptions,
  type Feature,
  hasRemainder,
  type KeepsUser,
  queryRelation,
  type Relation,
  tableRelation,
} from '@propensity/warehouse-sql';
import type { LocalWarehouse } from '../warehouse/local-warehouse.js';
import { DuckDbEventCodes } from './duckdb-event-codes.js';
import type { DuckDbExport } from './duckdb-export.js';
import { type KeptDay, KeptDays } from './kept-days.js';

const TABLE = 'flat_events';
/** Raised when what is kept from one command to the next has another form: then it is made anew. */
const FORM = 1;
/** Events as delivered, where reading them again would take long. */
const DELIVERED = 'delivered_events';
/** Users and sessions in which an event may be repeated. */
const SUSPECTS = 'suspect_sessions';
/** Users and moments with several events of one name. */
const REPEATED = 'repeated_events';
/** Their events, each once. */
const MERGED = 'merged_events';

/** How events are kept from one command to the next. */
export interface KeepsEvents {
  /** What decides how a row of the export becomes an event, besides the columns and the time zone. */
  readonly reading: Readonly<Record<string, unknown>>;
  /** So many days before the last one that is asked for are kept. */
  readonly days: number;
}

export interface DuckDbFlatEventsOptions {
  readonly warehouse: LocalWarehouse;
  readonly files: DuckDbExport;
  readonly source: EventExport;
  readonly timeZone: string;
  /** Features whose columns are made besides those that every source has. */
  readonly features: readonly Feature[];
  /** Further columns. */
  readonly columns?: readonly CustomColumn[];
  /** Null to keep nothing. */
  readonly keeps: KeepsEvents | null;
}

/**
 * The flat events of the days that were asked for, in a database beside the warehouse: snapshots whose windows overlap read each day of the export
 * once, and so do the commands of later weeks, as long as the files that a day's rows come from are the same. Deliveries of one event are of one
 * day, so loading days apart loses nothing. Most of their texts are numbers: `codes` says how to read them.
 */
export class DuckDbFlatEvents {
  readonly codes: DuckDbEventCodes;
  readonly #customColumns: readonly CustomColumn[];
  /** The columns that features may add up. */
  readonly #amounts: readonly string[];
  /** Days whose events are there, of the files as they are. */
  readonly #checked = new Map<CalendarDay, KeptDay>();
  #database: { readonly name: string; readonly isKept: boolean } | null = null;
  #days: KeptDays | null = null;
  /** Of the warehouse, when the database was opened. */
  #openings = 0;

  constructor(readonly options: DuckDbFlatEventsOptions) {
    const { warehouse, source, features, columns = [] } = options;
    this.codes = new DuckDbEventCodes(warehouse, source.people === undefined ? [] : [DEVICE_COLUMN.name]);
    this.#customColumns = [...features.flatMap(({ customColumn }) => customColumn ?? []), ...columns];
    const all = [...Object.entries(EVENT_COLUMNS), ...this.#customColumns.map(({ name, type }) => [name, type])];
    this.#amounts = all.flatMap(([name, type]) => (type === 'float' ? name! : []));
  }

  /** True while every amount that was loaded is a whole number of millionths. */
  get wholeMillionths(): boolean {
    return [...this.#checked.values()].every(({ wholeMillionths }) => wholeMillionths);
  }

  get #table(): string {
    return `${this.#database!.name}.main.${TABLE}`;
  }

  /** Sees to it that [from, until) is loaded; what it returns may hold other days too. */
  async cover(from: CalendarDay, until: CalendarDay): Promise<Relation> {
    await this.load([[from, until]]);
    return this.codes.decode(this.#table, await this.options.warehouse.forgotten.keeps());
  }

  /** Sees to it that these days are loaded: those that follow one another, in any of the ranges, at once. */
  load(ranges: readonly DayRange[]): Promise<void> {
    return this.withoutWhatFails(() => this.#loadDays(unionOfRanges(ranges)));
  }

  /**
   * Runs `work`, which reads the events. Where it fails and events are kept, these are dropped, and it runs once more, over events that are read
   * from the export: a file that is damaged or finds no room on the disk is no fault of the user's.
   */
  async withoutWhatFails<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const isKnown = PropensityError.is(error) && error.code !== 'disk_full';
      if (isKnown || !(await this.options.warehouse.dropKept())) throw error;
      this.#forget();
      return work();
    }
  }

  #forget(): void {
    this.#database = null;
    this.#days = null;
    this.#checked.clear();
  }

  async #loadDays(wanted: readonly DayRange[]): Promise<void> {
    const days = await this.#open();
    const unchecked = wanted.flatMap((range) => daysOf(...range)).filter((day) => !this.#checked.has(day));
    if (unchecked.length === 0) return;
    const identities = await this.options.files.identities(unchecked);
    const isKept = (day: CalendarDay) => days.get(day)?.identity === identities.get(day);
    await this.#drop(unchecked.filter((day) => days.get(day) !== undefined && !isKept(day)));
    for (const day of unchecked.filter(isKept)) this.#checked.set(day, days.get(day)!);
    await this.#dropOutdated(days, unchecked.at(-1)!);
    const missing = unchecked.filter((day) => !this.#checked.has(day));
    this.#report(unchecked.length - missing.length, missing.length);
    for (const range of wanted) {
      for (const [start, end] of missingRanges(...range, (day) => this.#checked.has(day))) {
        const known = await this.#fill(days, [start, end], range);
        const filled = daysOf(start, end).map((day) => [day, { ...known, identity: identities.get(day)! }] as const);
        await days.finish(new Map(filled));
        for (const [day, kept] of filled) this.#checked.set(day, kept);
      }
    }
  }

  #report(kept: number, missing: number): void {
    if (!this.#database!.isKept || kept === 0) return;
    const { progress } = this.options.warehouse.options;
    const read = missing === 0 ? 'No day of the export is new' : `Reading ${countOf(missing, 'new day')} of the export`;
    progress.step(`${read}; ${countOf(kept, 'day')} ${kept === 1 ? 'is' : 'are'} kept from earlier`);
  }

  /** The database of the events. Scratch tables are gone once the warehouse has been closed, as it is to be written anew or searched. */
  async #open(): Promise<KeptDays> {
    const { warehouse } = this.options;
    const openings = await warehouse.openings();
    if (openings !== this.#openings) this.#forget();
    this.#openings = openings;
    if (this.#days !== null) return this.#days;
    this.#database = await warehouse.keptDatabase(await this.#identity());
    const remove = (days: readonly CalendarDay[]) => this.#delete(days);
    const days = await KeptDays.open(warehouse, this.#database.name, remove);
    const isEmpty = days.all().length === 0;
    if (isEmpty) await warehouse.run(`DROP TABLE IF EXISTS ${this.#table}`);
    await this.codes.open(this.#database.name, isEmpty);
    // Of the days of other weeks, too, nothing stays whose files have changed or are gone.
    const identities = await this.options.files.identities(days.all());
    this.#days = days;
    await this.#drop(days.all().filter((day) => days.get(day)!.identity !== identities.get(day)));
    return days;
  }

  /** Everything that decides what the kept tables hold of a day, besides its files; null to keep nothing. */
  async #identity(): Promise<string | null> {
    const { warehouse, files, source, timeZone, keeps } = this.options;
    if (keeps === null) return null;
    const [engine] = await warehouse.rows<{ version: string }>('SELECT version() AS version');
    const decisive = {
      ...keeps.reading,
      form: FORM,
      // Its hashes stand for texts.
      engine: engine!.version,
      source: source.type,
      timeZone,
      columns: [Object.keys(EVENT_COLUMNS), this.#customColumns, await files.expressionTypes()],
    };
    return sha256Hex(canonicalJson(decisive)).slice(0, 16);
  }

  async #dropOutdated(days: KeptDays, newest: CalendarDay): Promise<void> {
    const { keeps } = this.options;
    if (keeps === null) return;
    const first = addDays(newest, 1 - keeps.days);
    await this.#drop(days.all().filter((day) => day < first && !this.#checked.has(day)));
  }

  async #drop(days: readonly CalendarDay[]): Promise<void> {
    if (days.length === 0) return;
    await this.#days!.drop(days, (dropped) => this.#delete(dropped));
    if (await this.#hasTable()) await this.codes.dropUnused(this.#table);
  }

  async #delete(days: readonly CalendarDay[]): Promise<void> {
    if (!(await this.#hasTable())) return;
    const inOrder = unionOfRanges(days.map((day) => [day, addDays(day, 1)]));
    const isOfThem = inOrder.map((range) => `(${this.#isOf(...range)})`).join(' OR ');
    await this.options.warehouse.run(`DELETE FROM ${this.#table} WHERE ${isOfThem}`);
  }

  async #hasTable(): Promise<boolean> {
    const { name } = this.#database!;
    const found = await this.options.warehouse.rows(
      `SELECT 1 AS row FROM duckdb_tables() WHERE database_name = '${name}' AND table_name = '${TABLE}'`,
    );
    return found.length > 0;
  }

  /** Loads the events of days of which there are none yet. @param range of days that the command reads, with these among them */
  async #fill(days: KeptDays, [start, end]: DayRange, range: DayRange): Promise<Omit<KeptDay, 'identity'>> {
    const { warehouse, files, timeZone } = this.options;
    await days.begin(daysOf(start, end), (begun) => this.#delete(begun));
    const relations = await files.relations(start, end);
    if (relations.length === 0) return { wholeMillionths: true };
    const delivery: EventsOptions = {
      dialect: duckdbDialect,
      relations,
      timeZone,
      from: start,
      until: end,
      customColumns: this.#customColumns,
      identity: 'place',
    };
    return files.reading(start, end, async () => {
      // A day of which nothing can be told is none of the kind of export that is refused.
      await files.checkPresence(...range);
      return warehouse.exclusively(() => this.#load(delivery));
    });
  }

  /**
   * Not one transaction: to commit rows of which some were deleted again takes as long as to read them all. A retry after a failure
   * in between loads them twice, and makes them one again.
   */
  async #load(delivery: EventsOptions): Promise<Omit<KeptDay, 'identity'>> {
    const { codes } = this;
    const { from, until } = delivery;
    const { warehouse, files, source } = this.options;
    const keeps = await warehouse.forgotten.keeps();
    const sql = source.deliveredEventsSql(delivery);
    const read = await files.filesFor(from, until);
    // Parquet files are read by column, so that looking at the texts first costs little; others are read once.
    const isCopied = source.slowToRead === true || read.some(({ format }) => format === 'json');
    if (isCopied) await warehouse.createScratchTable(DELIVERED, sql);
    const delivered = isCopied ? tableRelation(duckdbDialect, DELIVERED) : queryRelation(sql);
    await codes.learn(delivered, keeps);
    const encoded = codes.encode(delivered, keeps);
    await warehouse.run(
      (await this.#hasTable())
        ? `INSERT INTO ${this.#table} BY NAME ${encoded}`
        : `CREATE TABLE ${this.#table} AS ${encoded}`,
    );
    if (isCopied) await warehouse.dropScratchTable(DELIVERED);
    await this.#mergeRepeated(delivery, keeps);
    return { wholeMillionths: !(await this.#hasRemainders(from, until)) };
  }

  async #hasRemainders(from: CalendarDay, until: CalendarDay): Promise<boolean> {
    const [found] = await this.options.warehouse.rows<{ n: number }>(
      `SELECT COUNT(*) AS n FROM (SELECT 1 FROM ${this.#table} WHERE ${this.#isOf(from, until)} AND (${hasRemainder(duckdbDialect, this.#amounts)}) LIMIT 1)`,
    );
    return found!.n > 0;
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
  async #mergeRepeated(delivery: EventsOptions, keeps: KeepsUser | undefined): Promise<void> {
    const { codes } = this;
    const table = this.#table;
    const { warehouse, source } = this.options;
    const loaded = this.#isOf(delivery.from, delivery.until);
    const key = 'hash(user_id, event_micros, event_name)';
    // Where nothing is repeated, the events of a session nearly always fall into as many of 64 places by one bit of the key or another.
    const places = [0, 6, 12].map((bit) => `bit_count(bit_or(1::UBIGINT << ((${key} >> ${bit}) & 63)))`);
    await warehouse.run(`CREATE OR REPLACE TEMP TABLE ${SUSPECTS} AS SELECT user_id, session_id FROM ${table}
WHERE ${loaded} GROUP BY ALL HAVING COUNT(*) > GREATEST(${places.join(', ')})`);
    const suspects = `${table} AS ${TABLE} SEMI JOIN ${SUSPECTS} ON ${TABLE}.user_id = ${SUSPECTS}.user_id AND ${TABLE}.session_id IS NOT DISTINCT FROM ${SUSPECTS}.session_id`;
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
      await codes.learn(merged, keeps);
      await warehouse.run(`DELETE FROM ${table} WHERE ${loaded} AND EXISTS (
  SELECT 1 FROM ${REPEATED} AS r WHERE r.user_number = ${TABLE}.user_id AND r.event_micros = ${TABLE}.event_micros)`);
      await warehouse.run(`INSERT INTO ${table} BY NAME ${codes.encode(merged, keeps)}`);
      await warehouse.run(`DROP TABLE ${MERGED}`);
    }
    for (const table of [SUSPECTS, REPEATED]) await warehouse.run(`DROP TABLE ${table}`);
  }
}

function countOf(n: number, one: string): string {
  return `${n} ${one}${n === 1 ? '' : 's'}`;
}
