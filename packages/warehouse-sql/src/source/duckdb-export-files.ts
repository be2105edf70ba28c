import { PropensityError } from '@propensity/core';
import { duckdbString } from '../dialect/duckdb-dialect.js';
import { type Relation, relation } from '../dialect/relation.js';
import type { DescribedColumn } from './duckdb-schema.js';
import { duckdbRowType } from './shape/duckdb-type.js';
import type { RawRows } from './shape/readable-rows.js';

export type ExportFormat = 'parquet' | 'json';

/** A day file and, for Parquet, the columns that `describeParquetSql` listed. */
export interface ExportFile {
  readonly path: string;
  readonly columns: readonly DescribedColumn[];
}

/**
 * The format that a file's name ends with: `.parquet`; `.json`, `.ndjson`, `.jsonl`, each also with `.gz`.
 * @throws PropensityError `unknown_export_format`
 */
export function exportFormatOf(path: string): ExportFormat {
  if (/\.parquet$/i.test(path)) return 'parquet';
  if (/\.(json|ndjson|jsonl)(\.gz)?$/i.test(path)) return 'json';
  throw new PropensityError('unknown_export_format', `"${path}" is neither a Parquet nor a JSON file.`, {
    kind: 'usage',
    hint: 'Name day files events_YYYYMMDD.parquet, .json, .ndjson, .jsonl or .json.gz.',
  });
}

/** Lists a Parquet file's columns (`column_name`, `column_type`) from its footer; fails on a truncated file. */
export function describeParquetSql(path: string): string {
  return `SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_parquet(${duckdbString(path)}))`;
}

/**
 * `file`, `row_count` and, from the statistics of the footers, the least and greatest value of a column of moments as text. Files
 * without rows or without the column are left out, and those of which it is no integer of 64 bits, or a part has no statistics.
 */
export function parquetMomentsSql(paths: readonly string[], column: string): string {
  const [least, greatest] = ['min', 'max'].map((which) => `TRY_CAST(stats_${which}_value AS BIGINT)`);
  return `SELECT file_name AS file, CAST(SUM(row_group_num_rows) AS BIGINT) AS row_count,
  CAST(MIN(${least}) AS VARCHAR) AS least, CAST(MAX(${greatest}) AS VARCHAR) AS greatest
FROM parquet_metadata(${pathList(paths)}) WHERE lower(path_in_schema) = ${duckdbString(column)}
GROUP BY file_name HAVING bool_and(type = 'INT64' AND ${least} IS NOT NULL AND ${greatest} IS NOT NULL)`;
}

/** Rows of a JSON file that are read to find the form of its columns. */
const SAMPLED_ROWS = 2048;

/**
 * One row: for each column, whether the first rows of the JSON file are in the form that its SQL describes; NULL where
 * they lack it.
 */
export function jsonFormsSql(path: string, forms: ReadonlyMap<string, string>): string {
  const columns = [...forms.keys()].map((name) => ({ name, type: 'JSON' }));
  const answers = [...forms].map(
    ([name, sql]) => `bool_and(${sql}) FILTER (WHERE ${duckdbName(name)} IS NOT NULL) AS ${duckdbName(name)}`,
  );
  return `SELECT ${answers.join(',\n  ')} FROM (FROM ${readJson([path], columns, '')} LIMIT ${SAMPLED_ROWS})`;
}

/** Least and greatest number of columns of each Parquet file: `file`, `column`, `least`, `greatest`, both NULL without any. */
export function parquetRangesSql(paths: readonly string[], columns: readonly string[]): string {
  const from = `read_parquet(${pathList(paths)}, union_by_name = true, filename = 'source_file')`;
  const parts = columns.map(
    (column) =>
      `SELECT source_file AS file, ${duckdbString(column)} AS "column", MIN(${duckdbName(column)})::DOUBLE AS least, MAX(${duckdbName(column)})::DOUBLE AS greatest FROM ${from} GROUP BY ALL`,
  );
  return parts.join('\nUNION ALL\n');
}

/** The raw rows of files of one shape. */
export interface FileRows extends RawRows {
  readonly paths: readonly string[];
}

/**
 * The raw rows of Parquet day files: files of the same columns and nested types share one `read_parquet`, so that a day
 * on which a field was absent or stored as another type is read with its own types.
 */
export function parquetRows(files: readonly ExportFile[]): FileRows[] {
  const groups = new Map<string, { readonly columns: readonly DescribedColumn[]; readonly paths: string[] }>();
  for (const { path, columns } of files) {
    const shape = JSON.stringify(columns.map(({ name, type }) => [name, type]).sort());
    const group = groups.get(shape) ?? { columns, paths: [] };
    group.paths.push(path);
    groups.set(shape, group);
  }
  return [...groups.values()].map(({ columns, paths }) => ({
    // By name: files of one group may still order their columns differently.
    from: relation(`read_parquet(${pathList(paths)}, union_by_name = true)`),
    row: duckdbRowType(columns),
    paths,
  }));
}

/**
 * The raw rows of JSON day files, one object per line or one array of objects, plain or gzipped. Every scalar is read
 * as text (BigQuery writes int64 as a string) and cast where it is used; what a file lacks is NULL.
 * @param columns those of the source's JSON files
 */
export function jsonRows(paths: readonly string[], columns: readonly DescribedColumn[]): FileRows {
  return { from: readJson(paths, columns, ''), row: duckdbRowType(columns), paths };
}

function duckdbName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function readJson(paths: readonly string[], columns: readonly DescribedColumn[], more: string): Relation {
  const types = columns.map(({ name, type }) => `${duckdbString(name)}: ${duckdbString(type)}`).join(', ');
  return relation(`read_json(${pathList(paths)}, format = 'auto', columns = {${types}}${more})`);
}

function pathList(paths: readonly string[]): string {
  return `[${paths.map(duckdbPath).join(', ')}]`;
}

/** DuckDB takes `*`, `?`, `[` and `{` in a path for a pattern: a bracket expression makes each literal. */
function duckdbPath(path: string): string {
  return duckdbString(path.replace(/[*?[]/g, '[$&]'));
}
