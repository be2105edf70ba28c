import type { DuckDBConnection } from '@duckdb/node-api';
import {
  addColumnsSql,
  createTableSql,
  duckdbDialect,
  firstTargetSql,
  TABLE_DEFINITIONS,
  TARGET_COLUMN,
  type TableNames,
} from '@propensity/warehouse-sql';

/** Makes the tables of the system that are missing, and adds the columns that those of an older version lack. */
export async function ensureTables(connection: DuckDBConnection, tables: TableNames): Promise<void> {
  for (const [key, definition] of Object.entries(TABLE_DEFINITIONS)) {
    const table = tables[key as keyof TableNames];
    await connection.run(createTableSql(duckdbDialect, table, definition));
    const existing = await connection.runAndReadAll(`DESCRIBE ${duckdbDialect.table(table)}`);
    const columns = existing.getRowObjectsJS().map((row) => String(row.column_name));
    if (definition.columns.includes(TARGET_COLUMN) && !columns.includes(TARGET_COLUMN.name)) {
      await addTarget(connection, table, tables.modelTrainingMetadata);
      columns.push(TARGET_COLUMN.name);
    }
    for (const sql of addColumnsSql(duckdbDialect, table, definition, columns)) await connection.run(sql);
  }
}

/** Names the one target of a table that an older version made. DuckDB fills a new column and adds it at once, with its default. */
async function addTarget(connection: DuckDBConnection, table: string, metadata: string): Promise<void> {
  const { identifier, string, typeNames } = duckdbDialect;
  const [[target = null] = []] = (
    await connection.runAndReadAll(`SELECT ${firstTargetSql(duckdbDialect, metadata)}`)
  ).getRows();
  const column = identifier(TARGET_COLUMN.name);
  const filled = target === null ? '' : ` DEFAULT ${string(String(target))}`;
  const alter = `ALTER TABLE ${duckdbDialect.table(table)}`;
  await connection.run(`${alter} ADD COLUMN ${column} ${typeNames[TARGET_COLUMN.type]}${filled}`);
  await connection.run(`${alter} ALTER COLUMN ${column} DROP DEFAULT`);
}
