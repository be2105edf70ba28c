import type { Trace } from '@propensity/core/ports';
import { duckdbDialect, searchColumnsSql } from '@propensity/warehouse-sql';
import type { LocalWarehouse } from '../warehouse/local-warehouse.js';

/** The columns of texts of a table of the warehouse, codes of texts too. */
export interface TextColumns {
  readonly table: string;
  readonly columns: readonly string[];
}

/** Every table of the warehouse's file that has columns of texts. */
export async function textColumns(warehouse: LocalWarehouse): Promise<readonly TextColumns[]> {
  const rows = await warehouse.rows<{ table_name: string; column_name: string }>(
    `SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = current_database() AND NOT internal
AND (data_type LIKE 'VARCHAR%' OR data_type LIKE 'ENUM%')
AND table_name IN (SELECT table_name FROM duckdb_tables() WHERE database_name = current_database() AND NOT temporary)
ORDER BY table_name, column_index`,
  );
  const byTable = new Map<string, string[]>();
  for (const { table_name, column_name } of rows) {
    byTable.set(table_name, [...(byTable.get(table_name) ?? []), column_name]);
  }
  return [...byTable].map(([table, columns]) => ({ table, columns }));
}

/** Compares every text of the warehouse with the ids. */
export async function searchTables(
  warehouse: LocalWarehouse,
  userIds: readonly string[],
): Promise<{ readonly tables: number; readonly columns: number; readonly found: readonly Trace[] }> {
  const isId = (column: string) => duckdbDialect.isOneOf(`CAST(${column} AS VARCHAR)`, userIds);
  const found: Trace[] = [];
  const tables = await textColumns(warehouse);
  for (const { table, columns } of tables) {
    const [row] = await warehouse.rows<Record<string, number>>(searchColumnsSql(duckdbDialect, table, columns, isId));
    columns.forEach((column, index) => {
      const occurrences = Number(row![`column_${index}`]);
      if (occurrences > 0) found.push({ place: `${table}.${column}`, occurrences });
    });
  }
  return { tables: tables.length, columns: tables.reduce((sum, { columns }) => sum + columns.length, 0), found };
}

/** Whether some user's id, other than these, has one of them as a part. @param userIds at least one */
export async function arePartsOfOthers(warehouse: LocalWarehouse, userIds: readonly string[]): Promise<Set<string>> {
  const parts = new Set<string>();
  for (const { table, columns } of await textColumns(warehouse)) {
    if (!columns.includes('user_id')) continue;
    for (const userId of userIds) {
      if (parts.has(userId)) continue;
      const text = duckdbDialect.string(userId);
      const rows = await warehouse.rows(
        `SELECT 1 AS row FROM ${duckdbDialect.table(table)} WHERE contains(user_id, ${text}) AND user_id <> ${text} LIMIT 1`,
      );
      if (rows.length > 0) parts.add(userId);
    }
  }
  return parts;
}
