import { PropensityError } from '@propensity/core';
import type { CalendarDay } from '@propensity/core/windows';
import {
  type DayRange,
  type DescribedColumn,
  describeParquetSql,
  type EventExport,
  type ExportFile,
  jsonRelation,
  jsonRowCountsSql,
  parquetRelations,
  parquetRowCountsSql,
  type RawDays,
  type RawRelation,
} from '@propensity/warehouse-sql';
import type { LocalWarehouse } from '../warehouse/local-warehouse.js';
import { type DayFile, exportFiles } from './export-files.js';

export interface DuckDbExportOptions {
  readonly warehouse: LocalWarehouse;
  readonly source: EventExport;
  /** Paths or globs of the files. */
  readonly patterns: readonly string[];
  /** Relative ones stand against this folder. */
  readonly baseDirectory: string;
}

/** The day files of an export as relations that DuckDB reads in place. */
export class DuckDbExport {
  #files: Promise<readonly DayFile[]> | null = null;
  readonly #columns = new Map<string, readonly DescribedColumn[]>();

  constructor(readonly options: DuckDbExportOptions) {}

  /** Every day file, by day. @throws PropensityError `no_export_files`, … */
  files(): Promise<readonly DayFile[]> {
    const { patterns, baseDirectory, source } = this.options;
    this.#files ??= exportFiles(patterns, baseDirectory, source.days);
    return this.#files;
  }

  /** The day files of [from, until). */
  async filesBetween(from: CalendarDay, until: CalendarDay): Promise<DayFile[]> {
    return (await this.files()).filter(({ day }) => day >= from && day < until);
  }

  /** Rows by day, as stored. @throws PropensityError `unreadable_export` naming the file */
  async rowsByDay(): Promise<Map<CalendarDay, number>> {
    const files = await this.files();
    const rows = new Map<CalendarDay, number>(files.map(({ day }) => [day, 0]));
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

  /** Relations over the day files of [from, until), grouped by shape; none when there is no file. */
  async relations(from: CalendarDay, until: CalendarDay): Promise<RawRelation[]> {
    const files = await this.filesBetween(from, until);
    const json = files.filter(({ format }) => format === 'json').map(({ path }) => path);
    const parquet: ExportFile[] = [];
    for (const { format, path } of files) {
      if (format === 'parquet') parquet.push({ path, columns: await this.#describe(path) });
    }
    return [...parquetRelations(parquet), ...(json.length > 0 ? [this.#jsonRelation(json)] : [])];
  }

  /** The same with the days that they are of. */
  async rawDays(days: DayRange): Promise<RawDays> {
    return { relations: await this.relations(...days), days };
  }

  /**
   * Runs `read`, which reads the day files of [from, until), and tells a fault of a file from a fault of ours.
   * @throws PropensityError `unreadable_export` naming the file
   */
  async reading<T>(from: CalendarDay, until: CalendarDay, read: () => Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (error) {
      if (PropensityError.is(error) || isFaultOfStatement(error)) throw error;
      // The engine does not always say which of the files it stumbled over: read them whole, one by one.
      for (const file of await this.filesBetween(from, until)) {
        await this.options.warehouse.run(this.#readWholeSql(file)).catch((cause: unknown) => {
          throw unreadableExport(file.path, cause);
        });
      }
      throw error;
    }
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

  #jsonRelation(paths: readonly string[]): RawRelation {
    return jsonRelation(paths, this.options.source.jsonColumns);
  }

  /** Reads every column of every row of a day file. */
  #readWholeSql({ path, format }: DayFile): string {
    const raw = format === 'json' ? this.#jsonRelation([path]) : parquetRelations([{ path, columns: [] }])[0]!;
    return `SELECT bit_xor(hash(raw_rows)) FROM ${raw.from} AS raw_rows`;
  }

  async #describe(path: string): Promise<readonly DescribedColumn[]> {
    const known = this.#columns.get(path);
    if (known !== undefined) return known;
    const rows = await this.options.warehouse
      .rows<{ column_name: string; column_type: string }>(describeParquetSql(path))
      .catch((cause: unknown) => {
        throw unreadableExport(path, cause);
      });
    const columns = rows.map(({ column_name, column_type }) => ({ name: column_name, type: column_type }));
    this.#columns.set(path, columns);
    return columns;
  }
}

/** True when the engine refused the statement before it read anything. */
function isFaultOfStatement(error: unknown): boolean {
  return error instanceof Error && /^(Binder|Parser|Catalog) Error/.test(error.message);
}

/** The error for a day file that is truncated or not what its name says; an error of the system's own is left as it is. */
function unreadableExport(path: string, cause: unknown): PropensityError {
  if (PropensityError.is(cause)) return cause;
  return new PropensityError(
    'unreadable_export',
    `The export file ${path} cannot be read: it is truncated or not in the format its name says.`,
    {
      hint: 'Export that day again.',
      details: { file: path },
      cause,
    },
  );
}
