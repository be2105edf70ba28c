import { basename } from 'node:path';
import { PropensityError } from '@propensity/core';
import { sha256Hex } from '@propensity/core/hashing';
import type { MisplacedRows } from '@propensity/core/ports';
import { addDays, type CalendarDay } from '@propensity/core/windows';
import {
  type DayRange,
  duckdbDialect,
  type EventExport,
  type FeatureExpression,
  misplacedRows,
  type RawDays,
  type RawRelation,
  type RelationOptions,
  refusedValueOf,
  withNeighbours,
} from '@propensity/warehouse-sql';
import type { LocalWarehouse } from '../warehouse/local-warehouse.js';
import { DayFileRows } from './day-file-rows.js';
import { type DayFile, exportFiles } from './export-files.js';
import { checkExpressions, type ExpressionColumns, expressionColumns } from './expression-columns.js';
import { daysOfFile, FileDays, type RowsByDay } from './file-days.js';
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
  /** SQL of features of the user's own. */
  readonly expressions?: readonly FeatureExpression[];
  /** Reads intraday files of days that have no other. */
  readonly intraday?: boolean;
}

/** The day files of an export as relations that DuckDB reads in place. */
export class DuckDbExport {
  #files: Promise<readonly DayFile[]> | null = null;
  #columns: Promise<ExpressionColumns | undefined> | null = null;
  readonly #rows: DayFileRows;
  readonly #days: FileDays;

  constructor(readonly options: DuckDbExportOptions) {
    this.#rows = new DayFileRows(options.warehouse, options.source, options.form ?? {});
    this.#days = new FileDays({ ...options, rows: this.#rows });
  }

  /** Every day file, by day. @throws PropensityError `no_export_files`, … */
  files(): Promise<readonly DayFile[]> {
    const { patterns, baseDirectory, source, intraday = false } = this.options;
    this.#files ??= exportFiles({ patterns, baseDirectory, names: source.days, intraday });
    return this.#files;
  }

  /** The files that may hold rows of [from, until): those of these days and of their neighbours. */
  async filesFor(from: CalendarDay, until: CalendarDay): Promise<DayFile[]> {
    const [first, end] = withNeighbours(from, until);
    return (await this.files()).filter(({ day, lastDay }) => lastDay >= first && day < end);
  }

  /**
   * The days that the export has, each with its rows as stored, in whichever file they arrived. A day is there when a file is of it:
   * when most rows of the file are, or its name says so of a file of several days.
   * @throws PropensityError `unreadable_export` naming the file
   */
  async rowsByDay(): Promise<Map<CalendarDay, number>> {
    const files = await this.files();
    const counts = await this.#reading(files, () => this.#days.of(files));
    const rows = new Map<CalendarDay, number>();
    for (const [index, file] of files.entries()) for (const day of daysOfFile(file, counts[index]!)) rows.set(day, 0);
    for (const counted of counts) {
      for (const [day, count] of counted) if (rows.has(day)) rows.set(day, rows.get(day)! + count);
    }
    return rows;
  }

  /** The files of days of [from, until) that have rows of others than their names say. */
  async misplacedRows(from: CalendarDay, until: CalendarDay): Promise<MisplacedRows[]> {
    const files = await this.#filesOf(from, until);
    return files.flatMap(({ file, rows }) => {
      const misplaced = misplacedRows({ ...file, name: basename(file.path) }, rows);
      return misplaced.elsewhere === 0 ? [] : [misplaced];
    });
  }

  /** For each of these days, a text that changes when a file that holds rows of it does, or another one gets some. */
  async identities(days: readonly CalendarDay[]): Promise<Map<CalendarDay, string>> {
    const near = (day: CalendarDay) => {
      const [first, end] = withNeighbours(day, addDays(day, 1));
      return (file: DayFile) => file.lastDay >= first && file.day < end;
    };
    const isNear = days.map(near);
    const files = (await this.files()).filter((file) => isNear.some((is) => is(file)));
    const counts = await this.#reading(files, () => this.#days.of(files));
    const identityOf = (day: CalendarDay) => {
      const holding = files.filter((file, index) => near(day)(file) && (counts[index]!.get(day) ?? 0) > 0);
      return sha256Hex(JSON.stringify(holding.map(({ path, fingerprint }) => [path, fingerprint])));
    };
    return new Map(days.map((day) => [day, identityOf(day)]));
  }

  /** The rows that are stored in the files of [from, until), without what their neighbours hold of these days. */
  async storedDays(days: DayRange): Promise<RawDays> {
    const files = await this.#filesOf(...days);
    return { relations: await this.#rows.relations(files.map(({ file }) => file)), days };
  }

  /** The files that are of a day of [from, until). */
  async #filesOf(from: CalendarDay, until: CalendarDay): Promise<{ file: DayFile; rows: RowsByDay }[]> {
    const files = await this.files();
    const counts = await this.#reading(files, () => this.#days.of(files));
    return files
      .map((file, index) => ({ file, rows: counts[index]! }))
      .filter(({ file, rows }) => daysOfFile(file, rows).some((day) => day >= from && day < until));
  }

  /**
   * Relations over the day files of [from, until), grouped by shape; none when there is no file.
   * @throws PropensityError `unreadable_field` naming field and file, `unreadable_export` naming the file
   */
  async relations(from: CalendarDay, until: CalendarDay): Promise<RawRelation[]> {
    this.#columns ??= this.#expressionColumns();
    return this.#rows.relations(await this.filesFor(from, until), await this.#columns);
  }

  /** The columns that expressions of the user's own read, each with the type in which they read it. */
  async expressionTypes(): Promise<readonly (readonly [string, unknown])[]> {
    this.#columns ??= this.#expressionColumns();
    return [...((await this.#columns) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /** Of all days, so that a snapshot's columns do not depend on which it reads. */
  async #expressionColumns(): Promise<ExpressionColumns | undefined> {
    const { warehouse, source, expressions = [] } = this.options;
    if (expressions.length === 0) return undefined;
    const files = await this.files();
    const columns = await expressionColumns(warehouse, expressions, await this.#rows.relations(files), source.columns);
    await checkExpressions(warehouse, expressions, await this.#rows.relations(files, columns));
    return columns;
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
    return { relations: await this.relations(...days), days, keeps: await this.options.warehouse.forgotten.keeps() };
  }

  /** Every day that there is a file of; null where there is none. */
  async everyDay(): Promise<DayRange | null> {
    const files = await this.files().catch(noFiles);
    if (files.length === 0) return null;
    const first = files.map(({ day }) => day).sort()[0]!;
    const last = files
      .map(({ lastDay }) => lastDay)
      .sort()
      .at(-1)!;
    return [first, addDays(last, 1)];
  }

  /**
   * Runs `read`, which reads the day files of [from, until), and distinguishes a fault of a file from a fault of ours.
   * @throws PropensityError `unreadable_export` naming the file, `unreadable_field` naming field, file and value
   */
  async reading<T>(from: CalendarDay, until: CalendarDay, read: () => Promise<T>): Promise<T> {
    return this.#reading(await this.filesFor(from, until), read);
  }

  async #reading<T>(files: readonly DayFile[], read: () => Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (error) {
      if (PropensityError.is(error) || isFaultOfStatement(error)) throw error;
      const refused = error instanceof Error ? refusedValueOf(error.message) : null;
      // The engine does not always say which of the files it stumbled over: read them whole, one by one.
      for (const file of files) {
        for (const sql of await this.#readWholeSqls(file)) {
          await this.options.warehouse.run(sql).catch((cause: unknown) => {
            throw faultOf(file, cause);
          });
        }
      }
      throw refused ?? error;
    }
  }

  /** Read every row of a day file: every column, and then the moment and the user as the source reads them. */
  async #readWholeSqls(file: DayFile): Promise<string[]> {
    const { source, timeZone } = this.options;
    const [from, until] = withNeighbours(file.day, addDays(file.lastDay, 1));
    const relations = await this.#rows.relations([file]);
    const deliveries = source.deliveriesSql({ dialect: duckdbDialect, relations, timeZone, from, until });
    return [...relations.map((raw) => raw.from), `(${deliveries})`].map(
      (rows) => `SELECT bit_xor(hash(raw_rows)) FROM ${rows} AS raw_rows`,
    );
  }
}

function noFiles(error: unknown): readonly DayFile[] {
  if (PropensityError.is(error) && error.code === 'no_export_files') return [];
  throw error;
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
