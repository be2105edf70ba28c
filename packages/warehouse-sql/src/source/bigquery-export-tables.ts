import { PropensityError } from '@propensity/core';
import { googlesqlDialect } from '../dialect/googlesql-dialect.js';
import { bigquerySchema, schemaShape, type TableField } from './bigquery-schema.js';
import type { RawRelation } from './ga4-events.js';

/** A table `events_YYYYMMDD` of an export. */
export interface ExportDayTable {
  /** YYYYMMDD. */
  readonly suffix: string;
  readonly schema: readonly TableField[];
}

export interface ExportTablesOptions {
  /** `project.dataset`. */
  readonly dataset: string;
  /** The days to read. */
  readonly days: readonly ExportDayTable[];
  /**
   * The schema of the table that was created last of all whose name begins with `DAY_TABLE_PREFIX`: BigQuery reads every
   * table of a wildcard with it. Left out, no wildcard is used: it has to be where anything but a table bears such a name,
   * since BigQuery refuses a wildcard that matches a view even if its suffix is filtered out.
   */
  readonly newest?: readonly TableField[];
}

/** What the names of the day tables that a wildcard reads begin with: few other names do, those of intraday tables do not. */
export const DAY_TABLE_PREFIX = 'events_20';

/**
 * The raw relations of the day tables of a GA4 export. Days that look as the wildcard does are read through it, by literal
 * suffixes: intraday and fresh tables stay out, and BigQuery reads those days only. Days of any other
 * shape are named one by one, those of one shape in one relation.
 * @throws PropensityError `bad_table_suffix`
 */
export function exportTableRelations({ dataset, days, newest }: ExportTablesOptions): RawRelation[] {
  const wildcardShape = newest && schemaShape(newest);
  const byShape = new Map<string, ExportDayTable[]>();
  for (const day of days) {
    const shape = schemaShape(day.schema);
    byShape.set(shape, [...(byShape.get(shape) ?? []), day]);
  }
  return [...byShape].map(([shape, tables]) => {
    const suffixes = tables.map(({ suffix }) => checkedSuffix(suffix)).sort();
    return {
      from:
        shape === wildcardShape && suffixes.every(isOfPrefix) ? wildcard(dataset, suffixes) : union(dataset, suffixes),
      schema: bigquerySchema(tables[0]!.schema),
    };
  });
}

function isOfPrefix(suffix: string): boolean {
  return `events_${suffix}`.startsWith(DAY_TABLE_PREFIX);
}

function wildcard(dataset: string, suffixes: readonly string[]): string {
  const anyTable = googlesqlDialect.table(`${dataset}.${DAY_TABLE_PREFIX}`).replace(/`$/, '*`');
  const rest = suffixes.map((suffix) => `'${`events_${suffix}`.slice(DAY_TABLE_PREFIX.length)}'`);
  return `(SELECT * FROM ${anyTable} WHERE _TABLE_SUFFIX IN (${rest.join(', ')}))`;
}

function union(dataset: string, suffixes: readonly string[]): string {
  const selects = suffixes.map((suffix) => `SELECT * FROM ${tableOf(dataset, suffix)}`);
  return `(${selects.join('\nUNION ALL ')})`;
}

function tableOf(dataset: string, suffix: string): string {
  return googlesqlDialect.table(`${dataset}.events_${suffix}`);
}

function checkedSuffix(suffix: string): string {
  if (!/^\d{8}$/.test(suffix)) {
    throw new PropensityError('bad_table_suffix', `"${suffix}" is not the suffix of a day table.`, {
      kind: 'usage',
      hint: 'Day tables are named events_YYYYMMDD.',
    });
  }
  return suffix;
}
