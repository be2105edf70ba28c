import type { Dialect } from '../dialect/dialect.js';
import { FORGOTTEN_USERS } from '../tables/table-definitions.js';
import type { KeepsUser } from './forgotten-users.js';

/** Notes who is forgotten; who was before keeps the earlier moment. @param digests at least one @param at ISO 8601, UTC */
export function rememberSql(dialect: Dialect, table: string, digests: readonly string[], at: string): string {
  const [digest] = FORGOTTEN_USERS.columns;
  const rows = digests.map((each) => [dialect.string(each)]);
  return `INSERT INTO ${dialect.table(table)} (digest, forgotten_at)
SELECT given.digest, ${dialect.timestamp(at)} FROM ${dialect.inlineTable('given', [digest!], rows)}
WHERE given.digest NOT IN (SELECT digest FROM ${dialect.table(table)})`;
}

/** Deletes the rows in which one of the columns holds the id of somebody who is to go. @param columns at least one */
export function eraseRowsSql(dialect: Dialect, table: string, columns: readonly string[], goes: KeepsUser): string {
  return `DELETE FROM ${dialect.table(table)} WHERE ${anyOf(dialect, columns, goes)}`;
}

/** One row, `n`: how many rows `eraseRowsSql` would delete. */
export function countRowsToEraseSql(
  dialect: Dialect,
  table: string,
  columns: readonly string[],
  goes: KeepsUser,
): string {
  return `SELECT COUNT(*) AS n FROM ${dialect.table(table)} WHERE ${anyOf(dialect, columns, goes)}`;
}

/** One row: `column_i`, in how many rows the i-th column holds such an id. @param columns of texts, at least one */
export function searchColumnsSql(dialect: Dialect, table: string, columns: readonly string[], goes: KeepsUser): string {
  const counts = columns.map(
    (column, index) => `COUNT(CASE WHEN ${goes(dialect.column(column))} THEN 1 END) AS column_${index}`,
  );
  return `SELECT ${counts.join(',\n  ')} FROM ${dialect.table(table)}`;
}

/** Rows of `file_name`, `destination`, `exported_at`: each file that scores were exported to, with its newest export. */
export function exportedFilesSql(dialect: Dialect, scoreExports: string): string {
  return `SELECT file_name, destination, ${dialect.isoTimestamp('MAX(exported_at)')} AS exported_at
FROM ${dialect.table(scoreExports)} GROUP BY file_name, destination ORDER BY file_name, destination`;
}

function anyOf(dialect: Dialect, columns: readonly string[], goes: KeepsUser): string {
  return columns.map((column) => goes(dialect.column(column))).join(' OR ');
}
