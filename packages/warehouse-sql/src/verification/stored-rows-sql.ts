import type { Dialect, SqlColumn } from '../dialect/dialect.js';
import type { TableDefinition } from '../tables/table-definitions.js';

/** Every row of a small table as it is stored: dates as YYYY-MM-DD, timestamps as ISO 8601. */
export function storedRowsSql(dialect: Dialect, table: string, { columns, key }: TableDefinition): string {
  const shown = columns.map((column) => `${asText(dialect, column)} AS ${column.name}`);
  return `SELECT ${shown.join(', ')}
FROM ${dialect.table(table)} AS t ORDER BY ${key.map((name) => `t.${name}`).join(', ')}`;
}

function asText(dialect: Dialect, { name, type }: SqlColumn): string {
  if (type === 'timestamp') return dialect.isoTimestamp(`t.${name}`);
  return type === 'date' ? `CAST(t.${name} AS ${dialect.typeNames.string})` : `t.${name}`;
}

/** One row about the keys of a table: `twice`, keys that several rows have, and `without`, rows of which a part of the key is NULL. */
export function keyFaultsSql(dialect: Dialect, table: string, { key }: TableDefinition): string {
  const isMissing = key.map((name) => `${name} IS NULL`).join(' OR ');
  return `SELECT COUNT(CASE WHEN n > 1 THEN 1 END) AS twice, COALESCE(SUM(CASE WHEN ${isMissing} THEN n END), 0) AS without
FROM (SELECT ${key.join(', ')}, COUNT(*) AS n FROM ${dialect.table(table)} GROUP BY ${key.join(', ')}) AS keys`;
}
