import { googlesqlDialect } from '@propensity/warehouse-sql';

export interface ExpiringTable {
  /** `project.dataset.table` */
  readonly table: string;
  readonly query: string;
  /** Days, by the server's clock, after which BigQuery drops it. */
  readonly days: number;
  readonly clusterBy: readonly string[];
  /** A column of dates. */
  readonly partitionBy?: string;
  readonly description?: string;
}

/** One statement that makes a table of a query's rows, whole or not at all; where the table is, it stays as it is. */
export function expiringTableSql({ table, query, days, description, ...layout }: ExpiringTable): string {
  const described = description === undefined ? '' : `, description = ${googlesqlDialect.string(description)}`;
  return `CREATE TABLE IF NOT EXISTS ${googlesqlDialect.table(table)}${googlesqlDialect.tableLayout(layout)}
OPTIONS (${expiration(days)}${described}) AS
${query}`;
}

/** One statement that makes a table of a query's rows, in place of one of that name; BigQuery drops it after these days. */
export function temporaryTableSql(table: string, query: string, days: number): string {
  return `CREATE OR REPLACE TABLE ${googlesqlDialect.table(table)}\nOPTIONS (${expiration(days)}) AS\n${query}`;
}

/** Makes a table expire this many days from now. */
export function prolongTableSql(table: string, days: number): string {
  return `ALTER TABLE ${googlesqlDialect.table(table)} SET OPTIONS (${expiration(days)})`;
}

/** Makes the partitions of a table expire this many days after their own date. */
export function partitionExpirationSql(table: string, days: number): string {
  return `ALTER TABLE ${googlesqlDialect.table(table)} SET OPTIONS (partition_expiration_days = ${days})`;
}

function expiration(days: number): string {
  return `expiration_timestamp = TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL ${days} DAY)`;
}
