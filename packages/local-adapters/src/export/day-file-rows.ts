import { PropensityError } from '@propensity/core';
import {
  type DescribedColumn,
  describeParquetSql,
  duckdbDialect,
  type EventExport,
  type FileRows,
  jsonFormsSql,
  jsonRows,
  type MomentUnit,
  momentUnitOf,
  parquetRangesSql,
  parquetRows,
  type RawRelation,
  type RelationOptions,
} from '@propensity/warehouse-sql';
import type { LocalWarehouse } from '../warehouse/local-warehouse.js';
import type { DayFile } from './export-files.js';
import type { ExpressionColumns } from './expression-columns.js';
import { unreadableExport } from './unreadable-export.js';

interface Range {
  readonly least: number | null;
  readonly greatest: number | null;
}

/** The content of the day files: each is inspected once, and given as relations that the source's statements read. */
export class DayFileRows {
  readonly #columns = new Map<string, readonly DescribedColumn[]>();
  /** Of columns of moments, by `path` and name. */
  readonly #ranges = new Map<string, Range>();

  constructor(
    readonly warehouse: LocalWarehouse,
    readonly source: EventExport,
    readonly form: RelationOptions,
  ) {}

  /**
   * Relations over files, grouped by shape.
   * @param columns that expressions name, to be in the same types everywhere
   * @throws PropensityError `unreadable_field` naming field and file, `unreadable_export` naming the file
   */
  async relations(files: readonly DayFile[], columns?: ExpressionColumns): Promise<RawRelation[]> {
    const relations: RawRelation[] = [];
    for (const rows of await this.#grouped(files)) {
      const [first] = rows.paths;
      const where = rows.paths.length === 1 ? first! : `${first!} (and ${rows.paths.length - 1} files like it)`;
      const stored = { ...rows, where, units: await this.#units(rows, files) };
      relations.push(
        this.source.relation(duckdbDialect, stored, columns === undefined ? this.form : { ...this.form, columns }),
      );
    }
    return relations;
  }

  async #grouped(files: readonly DayFile[]): Promise<FileRows[]> {
    const parquet: { path: string; columns: readonly DescribedColumn[] }[] = [];
    const json = new Map<string, { columns: readonly DescribedColumn[]; paths: string[] }>();
    for (const { path, format } of files) {
      const columns = await this.#columnsOf(path, format);
      if (format === 'parquet') parquet.push({ path, columns });
      else {
        const key = JSON.stringify(columns);
        const group = json.get(key) ?? { columns, paths: [] };
        group.paths.push(path);
        json.set(key, group);
      }
    }
    return [...parquetRows(parquet), ...[...json.values()].map(({ paths, columns }) => jsonRows(paths, columns))];
  }

  async #columnsOf(path: string, format: DayFile['format']): Promise<readonly DescribedColumn[]> {
    let columns = this.#columns.get(path);
    if (columns === undefined) {
      columns = await (format === 'json' ? this.#jsonColumns(path) : this.#parquetColumns(path)).catch(
        (cause: unknown) => {
          throw unreadableExport(path, cause);
        },
      );
      this.#columns.set(path, columns);
    }
    return columns;
  }

  async #parquetColumns(path: string): Promise<DescribedColumn[]> {
    const rows = await this.warehouse.rows<{ column_name: string; column_type: string }>(describeParquetSql(path));
    return rows.map(({ column_name, column_type }) => ({ name: column_name, type: column_type }));
  }

  /** Nested columns in another form than the source's are read as JSON. */
  async #jsonColumns(path: string): Promise<DescribedColumn[]> {
    const { jsonColumns, jsonForms } = this.source;
    const [matches] = await this.warehouse.rows<Record<string, boolean | null>>(jsonFormsSql(path, jsonForms));
    return jsonColumns.map((column) => (matches![column.name] === false ? { ...column, type: 'JSON' } : column));
  }

  /** What the numbers of these rows count, where all of them count one thing. */
  async #units(rows: FileRows, files: readonly DayFile[]): Promise<Map<string, MomentUnit>> {
    const columns = this.source.numericMoments(rows);
    const unknown = rows.paths.filter((path) => !columns.every((column) => this.#ranges.has(key(path, column))));
    if (files.some(({ path, format }) => path === rows.paths[0] && format === 'json')) return new Map();
    if (unknown.length > 0) {
      const found = await this.warehouse
        .rows<{ file: string; column: string } & Range>(parquetRangesSql(unknown, columns))
        .catch((error: unknown) => this.#refuseUnreadable(unknown, columns, error));
      for (const path of unknown) {
        for (const column of columns) this.#ranges.set(key(path, column), { least: null, greatest: null });
      }
      for (const { file, column, least, greatest } of found) this.#ranges.set(key(file, column), { least, greatest });
    }
    const units = new Map<string, MomentUnit>();
    for (const column of columns) {
      const unit = unitOf(rows.paths.map((path) => this.#ranges.get(key(path, column))!));
      if (unit !== null) units.set(column, unit);
    }
    return units;
  }

  /** Names the file that the engine stumbled over, by reading them one by one. */
  async #refuseUnreadable(paths: readonly string[], columns: readonly string[], error: unknown): Promise<never> {
    if (PropensityError.is(error)) throw error;
    for (const path of paths) {
      await this.warehouse.run(parquetRangesSql([path], columns)).catch((cause: unknown) => {
        throw unreadableExport(path, cause);
      });
    }
    throw error;
  }
}

function key(path: string, column: string): string {
  return `${column} ${path}`;
}

/** Of a column that is NULL throughout, any unit is right. */
function unitOf(ranges: readonly Range[]): MomentUnit | null {
  const least = ranges.flatMap((range) => range.least ?? []);
  const greatest = ranges.flatMap((range) => range.greatest ?? []);
  if (least.length === 0) return 'microseconds';
  return momentUnitOf(Math.min(...least), Math.max(...greatest));
}
