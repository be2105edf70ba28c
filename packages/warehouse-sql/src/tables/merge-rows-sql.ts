import type { Dialect, SqlType } from '../dialect/dialect.js';
import { rowValue } from './row-sql.js';
import type { SqlRow } from './sql-row.js';
import type { TableDefinition } from './table-definitions.js';

/** The value of a named parameter; dates as YYYY-MM-DD, timestamps as ISO 8601. */
export interface SqlParameter {
  readonly type: SqlType;
  readonly value: string | number | boolean | null;
}

/** A statement and the parameters it names, without their `@`. */
export interface SqlStatement {
  readonly sql: string;
  readonly params: Readonly<Record<string, SqlParameter>>;
}

/**
 * One MERGE that replaces the rows of the same keys and inserts the others, over typed parameters `@<column>_<row>`: two
 * writers at once leave one row per key, whichever comes last. For a warehouse whose MERGE is atomic, as BigQuery's is.
 * @param rows at least one, of different keys: BigQuery refuses a key that comes twice
 */
export function mergeRowsSql(
  dialect: Dialect,
  name: string,
  definition: TableDefinition,
  rows: readonly SqlRow[],
): SqlStatement {
  const { query, params } = parameterRows(dialect, definition, rows);
  return { sql: mergeSql(dialect, name, definition, query), params };
}

/** One MERGE that inserts the row unless there is one of the same key: of two writers at once, the first one's stays. */
export function appendRowSql(dialect: Dialect, name: string, definition: TableDefinition, row: SqlRow): SqlStatement {
  const { query, params } = parameterRows(dialect, definition, [row]);
  return { sql: `${usingSql(dialect, name, definition, query)}\n${insertSql(dialect, definition)}`, params };
}

function parameterRows(dialect: Dialect, definition: TableDefinition, rows: readonly SqlRow[]) {
  const params: Record<string, SqlParameter> = {};
  const selects = rows.map((row, index) => {
    const values = definition.columns.map((column) => {
      const parameter = `${column.name}_${index}`;
      params[parameter] = { type: column.type, value: rowValue(row, column) };
      return `@${parameter} AS ${dialect.identifier(column.name)}`;
    });
    return `SELECT ${values.join(', ')}`;
  });
  return { query: selects.join('\nUNION ALL\n'), params };
}

/** The MERGE of a query's rows; the query has every column of the table. */
export function mergeSql(dialect: Dialect, name: string, definition: TableDefinition, query: string): string {
  const others = definition.columns
    .filter((column) => !definition.key.includes(column.name))
    .map((column) => dialect.identifier(column.name));
  return `${usingSql(dialect, name, definition, query)}
WHEN MATCHED THEN
  UPDATE SET ${others.map((column) => `${column} = given.${column}`).join(', ')}
${insertSql(dialect, definition)}`;
}

function usingSql(dialect: Dialect, name: string, definition: TableDefinition, query: string): string {
  const keys = definition.key.map(dialect.identifier);
  return `MERGE INTO ${dialect.table(name)} AS stored
USING (
${query}
) AS given
ON ${keys.map((key) => `stored.${key} = given.${key}`).join(' AND ')}`;
}

function insertSql(dialect: Dialect, { columns }: TableDefinition): string {
  const names = columns.map((column) => dialect.identifier(column.name));
  return `WHEN NOT MATCHED THEN
  INSERT (${names.join(', ')}) VALUES (${names.map((name) => `given.${name}`).join(', ')})`;
}
