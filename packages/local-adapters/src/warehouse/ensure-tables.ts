import type { DuckDBConnection } from '@duckdb/node-api';
import {
  addColumnsSql,
  createTableSql,
  duckdbDialect,
  TABLE_DEFINITIONS,
  type TableNames,
} from '@propensity/warehouse-sql';

/** Makes the tables of the system that are missing, and adds the columns that those of an older version lack. */
export async function ensureTables(connection: DuckDBConnection, tables: TableNames): Promise<void> {
  for (const [key, definition] of Object.entries(TABLE_DEFINITIONS)) {
    const table = tables[key as keyof TableNames];
    await connection.run(createTableSql(duckdbDialect, table, definition));
    const existing = await connection.runAndReadAll(`DESCRIBE ${duckdbDialect.table(table)}`);
    const columns = existing.getRowObjectsJS().map((row) => String(row.column_name));
    for (const sql of addColumnsSql(duckdbDialect, table, definition, columns)) await connection.run(sql);
  }
}
