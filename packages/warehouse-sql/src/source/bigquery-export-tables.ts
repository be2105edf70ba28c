import { PropensityError } from '@propensity/core';
import { googlesqlDialect } from '../dialect/googlesql-dialect.js';
import { queryRelation, type Relation } from '../dialect/relation.js';
import { schemaShape, type TableField } from './bigquery-schema.js';
import type { StoredRows } from './event-export.js';
import { bigqueryRowType } from './shape/bigquery-type.js';

/** A table of one day of an export, such as `events_YYYYMMDD`. */
export interface ExportDayTable {
  /** YYYYMMDD. */
  readonly suffix: string;
  readonly schema: readonly TableField[];
}

export interface ExportTablesOptions {
  /** `project.dataset`. */
  readonly dataset: string;
  /** What the names of day tables begin with. */
  readonly prefix: string;
  /** The days to read. */
  readonly days: readonly ExportDayTable[];
  /**
   * The schema of the most recently created table whose name begins with `wildcardPrefix`: BigQuery reads every table
   * of a wildcard with it. Left out, no wildcard is used. It must be left out where anything but a table has such a
   * name, since BigQuery refuses a wildcard that matches a view even if its suffix is filtered out.
   */
  readonly newest?: readonly TableField[];
  /** Adds a column of this name, which no table has: the suffix of the row's table. */
  readonly suffixColumn?: string;
}

/**
 * What the names of the day tables that a wildcard reads begin with: few other names begin so, and no intraday tables.
 */
export function wildcardPrefix(prefix: string): string {
  return `${prefix}20`;
}

/**
 * The rows of the day tables of an export as they are stored, for `EventExport.relation`. Days of the wildcard's shape are read
 * through it, by literal suffixes: intraday and fresh tables stay out, and BigQuery reads those days only. Days of other shapes are
 * named one by one. Days of one shape are given together; the units of their moments are left to each number's size, since BigQuery
 * charges nothing for computing and no query is needed to find them out.
 * @throws PropensityError `bad_table_suffix`
 */
export function exportTableRows({ dataset, prefix, days, newest, suffixColumn }: ExportTablesOptions): StoredRows[] {
  const tables = `${dataset}.${prefix}`;
  const wildcardShape = newest && schemaShape(newest);
  const byShape = new Map<string, ExportDayTable[]>();
  for (const day of days) {
    const shape = schemaShape(day.schema);
    byShape.set(shape, [...(byShape.get(shape) ?? []), day]);
  }
  const named = suffixColumn === undefined ? [] : [{ name: suffixColumn, type: 'STRING' }];
  return [...byShape].map(([shape, alike]) => {
    const suffixes = alike.map(({ suffix }) => checkedSuffix(suffix, prefix)).sort();
    return {
      from:
        shape === wildcardShape && suffixes.every(isInWildcard)
          ? wildcard(tables, suffixes, suffixColumn)
          : union(tables, suffixes, suffixColumn),
      row: bigqueryRowType([...alike[0]!.schema, ...named]),
      where: described(`${tables}${suffixes[0]!}`, suffixes.length - 1),
    };
  });
}

/** @param others tables of the same shape */
function described(table: string, others: number): string {
  if (others === 0) return table;
  return `${table} (and ${others} ${others === 1 ? 'table' : 'tables'} like it)`;
}

function isInWildcard(suffix: string): boolean {
  return suffix.startsWith(wildcardPrefix(''));
}

/** @param tables names of day tables without their suffixes */
function wildcard(tables: string, suffixes: readonly string[], suffixColumn?: string): Relation {
  const anyTable = googlesqlDialect.table(wildcardPrefix(tables)).replace(/`$/, '*`');
  const rest = suffixes.map((suffix) => `'${suffix.slice(wildcardPrefix('').length)}'`);
  const all = allAnd(suffixColumn, `CONCAT('${wildcardPrefix('')}', _TABLE_SUFFIX)`);
  return queryRelation(`SELECT ${all} FROM ${anyTable} WHERE _TABLE_SUFFIX IN (${rest.join(', ')})`);
}

function union(tables: string, suffixes: readonly string[], suffixColumn?: string): Relation {
  const selects = suffixes.map(
    (suffix) => `SELECT ${allAnd(suffixColumn, `'${suffix}'`)} FROM ${tableOf(tables, suffix)}`,
  );
  return queryRelation(selects.join('\nUNION ALL '));
}

function allAnd(column: string | undefined, sql: string): string {
  return column === undefined ? '*' : `*, ${sql} AS ${googlesqlDialect.identifier(column)}`;
}

function tableOf(tables: string, suffix: string): string {
  return googlesqlDialect.table(`${tables}${suffix}`);
}

function checkedSuffix(suffix: string, prefix: string): string {
  if (!/^\d{8}$/.test(suffix)) {
    throw new PropensityError('bad_table_suffix', `"${suffix}" is not the suffix of a day table.`, {
      kind: 'usage',
      hint: `Day tables are named ${prefix}YYYYMMDD.`,
    });
  }
  return suffix;
}
