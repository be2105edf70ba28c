import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { PropensityError } from '@propensity/core';
import { assertColumnsDiffer, duckdbDialect } from '@propensity/warehouse-sql';
import { matchingFiles } from '../files/matching-files.js';
import type { LocalWarehouse } from '../warehouse/local-warehouse.js';
import { assertCsvHeaders, unreadableCsv } from './csv-files.js';

/** The files of a table, all of one format, sorted by path. */
export interface TableFiles {
  readonly paths: readonly string[];
  readonly format: TableFormat;
  /** Changes when a file does, or when one comes or goes. */
  readonly fingerprint: string;
  /** When one was last written, milliseconds since the epoch, UTC. */
  readonly modifiedAt: number;
}

export type TableFormat = 'csv' | 'parquet' | 'ndjson';

const FORMATS: readonly (readonly [RegExp, TableFormat])[] = [
  [/\.(csv|tsv|txt)(\.gz)?$/i, 'csv'],
  [/\.parquet$/i, 'parquet'],
  [/\.(ndjson|jsonl|json)(\.gz)?$/i, 'ndjson'],
];

/**
 * The files that the patterns match.
 * @param key of the configuration, for messages
 * @throws PropensityError `no_table_files`, `unknown_table_format`
 */
export async function tableFiles(key: string, patterns: readonly string[], baseDirectory: string): Promise<TableFiles> {
  const found = new Set<string>();
  for (const pattern of patterns) for (const path of await matchingFiles(pattern, baseDirectory)) found.add(path);
  const paths = [...found].sort();
  if (paths.length === 0) {
    throw new PropensityError('no_table_files', `No file matches "${key}": ${patterns.join(', ')}.`, {
      kind: 'usage',
      hint: 'Point it at CSV, Parquet or NDJSON files; relative paths stand against the configuration file.',
      details: { patterns },
    });
  }
  const formats = new Set(paths.map((path) => FORMATS.find(([pattern]) => pattern.test(path))?.[1]));
  const [format] = formats;
  if (formats.size > 1 || format === undefined) {
    throw new PropensityError(
      'unknown_table_format',
      `The files of "${key}" are not all CSV, Parquet or NDJSON: ${paths.slice(0, 3).join(', ')}.`,
      { kind: 'usage', hint: 'Name them .csv, .parquet or .ndjson, all the same.', details: { paths } },
    );
  }
  const stats = await Promise.all(paths.map((path) => stat(path)));
  return {
    paths,
    format,
    fingerprint: stats.map(({ size, mtimeMs }, index) => `${basename(paths[index]!)} ${size} ${mtimeMs}`).join('\n'),
    modifiedAt: stats.reduce((latest, { mtimeMs }) => Math.max(latest, mtimeMs), 0),
  };
}

/**
 * The query of their rows. Of CSV and NDJSON every value is text, so that what a column is follows from all of its values
 * and not from the first ones; a file without a column has nothing in it.
 * @throws PropensityError `unreadable_table`, `table_columns_alike`
 */
export async function tableFilesSql(warehouse: LocalWarehouse, { paths, format }: TableFiles): Promise<string> {
  const list = `[${paths.map(duckdbDialect.string).join(', ')}]`;
  if (format === 'csv') {
    await assertCsvHeaders(warehouse, paths);
    // Where the first rows have no quotes, the engine would take later ones for part of the text.
    return `SELECT * FROM read_csv(${list}, quote = '"', escape = '"', all_varchar = true, header = true, union_by_name = true, hive_partitioning = false)`;
  }
  if (format === 'parquet') {
    return `SELECT * FROM read_parquet(${list}, union_by_name = true, hive_partitioning = false)`;
  }
  const objects = `read_ndjson_objects(${list})`;
  const keys = await warehouse.rows<{ key: string }>(
    `SELECT DISTINCT unnest(json_keys(json)) AS key FROM ${objects} ORDER BY key`,
  );
  // The engine would rename one of them.
  assertColumnsDiffer(keys.map(({ key }) => key));
  const columns = keys.map(({ key }) => {
    const pointer = `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    return `json_extract_string(json, ${duckdbDialect.string(pointer)}) AS ${duckdbDialect.column(key)}`;
  });
  return `SELECT ${columns.join(', ')} FROM ${objects}`;
}

/** The error for files that are not what their names say; an error of the system's own is left as it is. */
export function unreadableTable({ paths }: TableFiles, cause: unknown): PropensityError {
  if (PropensityError.is(cause)) return cause;
  const csv = unreadableCsv(cause);
  if (csv !== null) return csv;
  const said = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : '';
  return new PropensityError(
    'unreadable_table',
    `The table cannot be read from ${paths.slice(0, 3).join(', ')}: ${said}`,
    {
      hint: 'See that the files are whole, in UTF-8, and in the format that their names say.',
      details: { paths },
      cause,
    },
  );
}
