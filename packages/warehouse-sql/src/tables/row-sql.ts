import { PropensityError } from '@propensity/core';
import type { Dialect, SqlColumn, SqlType } from '../dialect/dialect.js';
import { integerLiteral } from '../dialect/literals.js';
import type { SqlRow } from './sql-row.js';
import type { TableDefinition } from './table-definitions.js';

/** `CREATE TABLE IF NOT EXISTS`. */
export function createTableSql(dialect: Dialect, name: string, definition: TableDefinition): string {
  const columns = definition.columns.map(
    (column) =>
      `${dialect.identifier(column.name)} ${dialect.typeNames[column.type]}${dialect.columnLayout(column)}${definition.key.includes(column.name) ? ' NOT NULL' : ''}`,
  );
  return `CREATE TABLE IF NOT EXISTS ${dialect.table(name)} (\n  ${columns.join(',\n  ')}\n)${dialect.tableLayout(definition)}`;
}

/**
 * One statement per column of the definition that an existing table lacks, because an earlier version made it. Existing
 * rows have NULL in it.
 * @param existing names of the table's columns
 */
export function addColumnsSql(
  dialect: Dialect,
  name: string,
  definition: TableDefinition,
  existing: Iterable<string>,
): string[] {
  const known = new Set(existing);
  return definition.columns
    .filter((column) => !known.has(column.name))
    .map(
      (column) =>
        `ALTER TABLE ${dialect.table(name)} ADD COLUMN IF NOT EXISTS ${dialect.identifier(column.name)} ${dialect.typeNames[column.type]}`,
    );
}

/** Two statements for one transaction: removes the rows of the same keys, then inserts these. Nothing for no rows. */
export function replaceRowsSql(
  dialect: Dialect,
  name: string,
  definition: TableDefinition,
  rows: readonly SqlRow[],
): string[] {
  if (rows.length === 0) return [];
  const keyColumns = definition.columns.filter((column) => definition.key.includes(column.name));
  const sameKey = rows.map(
    (row) =>
      `(${keyColumns.map((column) => `${dialect.identifier(column.name)} = ${literal(dialect, column, row)}`).join(' AND ')})`,
  );
  const names = definition.columns.map((column) => dialect.identifier(column.name)).join(', ');
  const values = rows.map((row) => `(${definition.columns.map((column) => literal(dialect, column, row)).join(', ')})`);
  return [
    `DELETE FROM ${dialect.table(name)} WHERE ${sameKey.join(' OR ')}`,
    `INSERT INTO ${dialect.table(name)} (${names}) VALUES ${values.join(',\n')}`,
  ];
}

/**
 * The value of a row in a column.
 * @throws PropensityError `bad_row` where the row has none, not even null
 */
export function rowValue(row: SqlRow, column: SqlColumn): string | number | boolean | null {
  const value = row[column.name];
  if (value === undefined)
    throw new PropensityError('bad_row', `The row has no value for the column "${column.name}".`);
  return value;
}

function literal(dialect: Dialect, column: SqlColumn, row: SqlRow): string {
  return sqlLiteral(dialect, column.type, rowValue(row, column));
}

/** A value of a type as SQL text; dates as YYYY-MM-DD, timestamps as ISO 8601. */
export function sqlLiteral(dialect: Dialect, type: SqlType, value: string | number | boolean | null): string {
  return value === null ? 'NULL' : LITERALS[type](dialect, value);
}

const LITERALS: Readonly<Record<SqlType, (dialect: Dialect, value: string | number | boolean) => string>> = {
  string: (dialect, value) => dialect.string(String(value)),
  integer: (_dialect, value) => integerLiteral(Number(value)),
  float: (dialect, value) => dialect.float(Number(value)),
  boolean: (_dialect, value) => (value ? 'TRUE' : 'FALSE'),
  date: (dialect, value) => dialect.date(String(value)),
  timestamp: (dialect, value) => dialect.timestamp(String(value)),
};
