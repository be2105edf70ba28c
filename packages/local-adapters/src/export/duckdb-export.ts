import { PropensityError } from '@propensity/core';
import { addDays, type CalendarDay } from '@propensity/core/windows';
import {
  type DayRange,
  duckdbDialect,
  type EventExport,
  jsonRowCountsSql,
  localMicrosSql,
  parquetRowCountsSql,
  type RawDays,
  type RawRelation,
  type RelationOptions,
  refusedValueOf,
} from '@propensity/warehouse-sql';
import type { LocalWarehouse } from '../warehouse/local-warehouse.js';
import { DayFileRows } from './day-file-rows.js';
import { type DayFile, exportFiles } from './export-files.js';
import { unreadableExport } from './unreadable-export.js';

export interface DuckDbExportOptions {
  readonly warehouse: LocalWarehouse;
  readonly source: EventExport;
  /** Paths or globs of the files. */
  readonly patterns: readonly string[];
  /** Relative ones stand against this folder. */
  readonly baseDirectory: string;
  readonly timeZone: string;
  /** What the configuration says of the form of the rows. */
  readonly form?: RelationOptions;
  /** Reads intraday files of days that have no other. */
  readonly intraday?: boolean;
}

/** The day files of an export as relations that DuckDB reads in place. */
export class DuckDbExport {
  #files: Promise<readonly DayFile[]> | null = null;
  readonly #rows: DayFileRows;

  constructor(readonly options: DuckDbExportOptions) {
    this.#rows = new DayFileRows(options.warehouse, options.source, options.form ?? {});
  }

  /** Every day file, by day. @throws PropensityError `no_export_files`, … */
  files(): Promise<readonly DayFile[]> {
    const { patterns, baseDirectory, source, intraday = false } = this.options;
    this.#files ??= exportFiles({ patterns, baseDirectory, names: source.days, intraday });
    return this.#files;
  }

  /** The files with days of [from, until). */
  async filesBetween(from: CalendarDay, until: CalendarDay): Promise<DayFile[]> {
    return (await this.files()).filter(({ day, lastDay }) => lastDay >= from && day < until);
  }

  /**
   * Rows by day, as stored: those of a day file are of its day, those of a file of several days are of the day of their
   * moment; a day of which such a file has no rows is not there.
   * @throws PropensityError `unreadable_export` naming the file
   */
  async rowsByDay(): Promise<Map<CalendarDay, number>> {
    const all = await this.files();
    const files = all.filter(({ day, lastDay }) => day === lastDay);
    const rows = new Map<CalendarDay, number>(files.map(({ day }) => [day, 0]));
    for (const file of all.filter(({ day, lastDay }) => day !== lastDay)) {
      for (const [day, count] of await this.#rowsOfSeveralDays(file)) rows.set(day, (rows.get(day) ?? 0) + count);
    }
    const dayOf = new Map(files.map(({ path, day }) => [path, day]));
    const { jsonColumns } = this.options.source;
    for (const [format, sql] of [
      ['parquet', parquetRowCountsSql],
      ['json', (paths: readonly string[]) => jsonRowCountsSql(paths, jsonColumns)],
    ] as const) {
      const paths = files.filter((file) => file.format === format).map(({ path }) => path);
      if (paths.length === 0) continue;
      for (const { file, row_count } of await this.#counts(paths, sql)) {
        const day = dayOf.get(file)!;
        rows.set(day, rows.get(day)! + row_count);
      }
    }
    return rows;
  }

  /**
   * Relations over the day files of [from, until), grouped by shape; none when there is no file.
   * @throws PropensityError `unreadable_field` naming field and file, `unreadable_export` naming the file
   */
  async relations(from: CalendarDay, until: CalendarDay): Promise<RawRelation[]> {
    return this.#rows.relations(await this.filesBetween(from, until));
  }

  /**
   * Refuses day files of [from, until) of which no row has what some row of every export has.
   * @throws PropensityError `no_event_names`, `no_parameters`, … as the source calls them, `unreadable_export` naming the file
   */
  checkPresence(from: CalendarDay, until: CalendarDay): Promise<void> {
    return this.reading(from, until, () => this.#checkPresence(from, until));
  }

  async #checkPresence(from: CalendarDay, until: CalendarDay): Promise<void> {
    const { warehouse, source } = this.options;
    const relations = await this.relations(from, until);
    for (const { code, field, condition, message, hint } of source.presence(duckdbDialect)) {
      let rows = false;
      let found = false;
      for (const { from: raw, schema } of relations) {
        const isThere = [...schema.keys()].some((path) => path === field || path.startsWith(`${field}.`));
        const [any] = await warehouse.rows(`SELECT 1 AS row FROM ${raw} AS raw_rows LIMIT 1`);
        rows ||= any !== undefined;
        if (isThere) {
          const [row] = await warehouse.rows(`SELECT 1 AS row FROM ${raw} AS raw_rows WHERE ${condition} LIMIT 1`);
          found = row !== undefined;
        }
        if (found) break;
      }
      if (!rows || found) continue;
      throw new PropensityError(code, `${message}, from ${from} to the day before ${until}.`, {
        kind: 'usage',
        hint,
        details: { field },
      });
    }
  }

  /** The same with the days that they are of. */
  async rawDays(days: DayRange): Promise<RawDays> {
    return { relations: await this.relations(...days), days };
  }

  /**
   * Runs `read`, which reads the day files of [from, until), and distinguishes a fault of a file from a fault of ours.
   * @throws PropensityError `unreadable_export` naming the file, `unreadable_field` naming field, file and value
   */
  async reading<T>(from: CalendarDay, until: CalendarDay, read: () => Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (error) {
      if (PropensityError.is(error) || isFaultOfStatement(error)) throw error;
      const refused = error instanceof Error ? refusedValueOf(error.message) : null;
      // The engine does not always say which of the files it stumbled over: read them whole, one by one.
      for (const file of await this.filesBetween(from, until)) {
        for (const sql of await this.#readWholeSqls(file, from, until)) {
          await this.options.warehouse.run(sql).catch((cause: unknown) => {
            throw faultOf(file, cause);
          });
        }
      }
      throw refused ?? error;
    }
  }

  /** Rows of a file by the day of their moment, for the days in the file's name. */
  async #rowsOfSeveralDays(file: DayFile): Promise<[CalendarDay, number][]> {
    const { source, timeZone, warehouse } = this.options;
    const until = addDays(file.lastDay, 1);
    const relations = await this.#rows.relations([file]);
    const deliveries = source.deliveriesSql({ dialect: duckdbDialect, relations, timeZone, from: file.day, until });
    const local = localMicrosSql('event_micros', timeZone, file.day, until);
    const counts = await this.reading(file.day, until, () =>
      warehouse.rows<{ day: CalendarDay; row_count: number }>(
        `SELECT strftime(make_timestamp(${local}), '%Y-%m-%d') AS day, COUNT(*) AS row_count FROM (${deliveries}) AS deliveries GROUP BY ALL`,
      ),
    );
    return counts.map(({ day, row_count }) => [day, row_count]);
  }

  async #counts(paths: readonly string[], sql: (paths: readonly string[]) => string) {
    try {
      return await this.options.warehouse.rows<{ file: string; row_count: number }>(sql(paths));
    } catch (error) {
      if (PropensityError.is(error)) throw error;
      for (const path of paths) {
        await this.options.warehouse.run(sql([path])).catch((cause: unknown) => {
          throw unreadableExport(path, cause);
        });
      }
      throw error;
    }
  }

  /** Read every row of a day file: every column, and then the moment and the user as the source reads them. */
  async #readWholeSqls(file: DayFile, from: CalendarDay, until: CalendarDay): Promise<string[]> {
    const { source, timeZone } = this.options;
    const relations = await this.#rows.relations([file]);
    const deliveries = source.deliveriesSql({ dialect: duckdbDialect, relations, timeZone, from, until });
    return [...relations.map((raw) => raw.from), `(${deliveries})`].map(
      (rows) => `SELECT bit_xor(hash(raw_rows)) FROM ${rows} AS raw_rows`,
    );
  }
}

/** True when the engine refused the statement before it read anything. */
function isFaultOfStatement(error: unknown): boolean {
  return error instanceof Error && /^(Binder|Parser|Catalog) Error/.test(error.message);
}

/** The error of a statement that read this file alone. */
function faultOf({ path, day }: DayFile, cause: unknown): PropensityError {
  const refused = cause instanceof Error ? refusedValueOf(cause.message) : null;
  if (refused === null) return unreadableExport(path, cause);
  return new PropensityError(refused.code, `${refused.message} (${path})`, {
    kind: 'usage',
    hint: refused.hint,
    details: { ...refused.details, file: path, day },
    cause,
  });
}
