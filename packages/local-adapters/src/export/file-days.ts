import { addDays, type CalendarDay, startOfDayMicros } from '@propensity/core/windows';
import {
  duckdbDialect,
  type EventExport,
  localMicrosSql,
  parquetMomentsSql,
  withNeighbours,
} from '@propensity/warehouse-sql';
import type { LocalWarehouse } from '../warehouse/local-warehouse.js';
import type { DayFileRows } from './day-file-rows.js';
import type { DayFile } from './export-files.js';

const DAY_MICROS = 86_400_000_000n;
const DAY_MS = 86_400_000;
/** Rows further from the days of a file's name are of no day that anybody asks for. */
const WIDE_DAYS = 366;
/** Files that are counted by one statement. */
const FILES_AT_ONCE = 64;

/** Rows of a file by their local day. */
export type RowsByDay = ReadonlyMap<CalendarDay, number>;

export interface FileDaysOptions {
  readonly warehouse: LocalWarehouse;
  readonly source: EventExport;
  readonly timeZone: string;
  readonly rows: DayFileRows;
}

/** A file of which less than this share is of the day of its name is a file of another day. In a wrong time zone, more is left. */
const OWN_SHARE = 0.1;

/**
 * The days that a file is of. Of a file of one day: the day of its name, or a neighbour that nearly all of its rows are of. Of a
 * file of several days: those of them that it has rows of.
 */
export function daysOfFile({ day, lastDay }: DayFile, rows: RowsByDay): CalendarDay[] {
  if (day !== lastDay) return [...rows.keys()].filter((counted) => counted >= day && counted <= lastDay);
  const all = [...rows.values()].reduce((sum, count) => sum + count, 0);
  if ((rows.get(day) ?? 0) >= OWN_SHARE * all) return [day];
  const [most] = [...rows].reduce((best, each) => (each[1] > best[1] ? each : best));
  const [first, end] = withNeighbours(day, addDays(day, 1));
  return [most >= first && most < end ? most : day];
}

/** Which local days the rows of day files are of, counted once per file. */
export class FileDays {
  readonly #counted = new Map<string, RowsByDay>();

  constructor(readonly options: FileDaysOptions) {}

  /**
   * Rows by day, for each file in the order given. Where a Parquet file's statistics show that all of its moments are of the day
   * of its name, no row is read.
   */
  async of(files: readonly DayFile[]): Promise<RowsByDay[]> {
    const unknown = files.filter(({ path }) => !this.#counted.has(path));
    const parquet = unknown.filter(({ format }) => format === 'parquet');
    if (parquet.length > 0) await this.#countByStatistics(parquet);
    const rest = unknown.filter(({ path }) => !this.#counted.has(path));
    for (let i = 0; i < rest.length; i += FILES_AT_ONCE) await this.#countByRows(rest.slice(i, i + FILES_AT_ONCE));
    return files.map(({ path }) => this.#counted.get(path)!);
  }

  async #countByStatistics(files: readonly DayFile[]): Promise<void> {
    const { warehouse, source, timeZone } = this.options;
    const byPath = new Map(files.map((file) => [file.path, file]));
    const found = await warehouse.rows<{ file: string; row_count: number; least: string; greatest: string }>(
      parquetMomentsSql([...byPath.keys()], source.momentColumn),
    );
    // One day ends where the next begins.
    const starts = new Map<CalendarDay, bigint>();
    const startOf = (day: CalendarDay) => {
      const known = starts.get(day) ?? startOfDayMicros(day, timeZone);
      starts.set(day, known);
      return known;
    };
    for (const { file: path, row_count, least, greatest } of found) {
      const { day, lastDay } = byPath.get(path)!;
      if (day !== lastDay) continue;
      const isOfDay = BigInt(least) >= startOf(day) && BigInt(greatest) < startOf(addDays(day, 1));
      if (isOfDay) this.#counted.set(path, new Map([[day, row_count]]));
    }
  }

  async #countByRows(files: readonly DayFile[]): Promise<void> {
    const { warehouse, source, timeZone, rows } = this.options;
    const counts: string[] = [];
    for (const [index, file] of files.entries()) {
      const from = addDays(file.day, -WIDE_DAYS);
      const until = addDays(file.lastDay, 1 + WIDE_DAYS);
      const relations = await rows.relations([file]);
      const deliveries = source.deliveriesSql({ dialect: duckdbDialect, relations, timeZone, from, until });
      const local = localMicrosSql('event_micros', timeZone, from, until);
      counts.push(
        `SELECT ${index} AS file, (${local}) // ${DAY_MICROS} AS day, COUNT(*) AS row_count FROM (${deliveries}) AS deliveries GROUP BY ALL`,
      );
    }
    const byFile = files.map(() => new Map<CalendarDay, number>());
    for (const { file, day, row_count } of await warehouse.rows<{ file: number; day: number; row_count: number }>(
      counts.join('\nUNION ALL\n'),
    )) {
      byFile[file]!.set(new Date(day * DAY_MS).toISOString().slice(0, 10), row_count);
    }
    for (const [index, { path }] of files.entries()) this.#counted.set(path, byFile[index]!);
  }
}
