import { type DuckDBConnection, DuckDBInstance, type Json } from '@duckdb/node-api';

/** A DuckDB in memory that may not fetch extensions: what the SQL needs has to be built in. */
export async function openDuckdb(): Promise<DuckDBConnection> {
  const options = { autoinstall_known_extensions: 'false', autoload_known_extensions: 'false', threads: '2' };
  return (await DuckDBInstance.create(':memory:', options)).connect();
}

/** The rows of a statement, values as JSON has them (64-bit integers as text). */
export async function rowsOf(connection: DuckDBConnection, sql: string): Promise<Record<string, Json>[]> {
  return (await connection.runAndReadAll(sql)).getRowObjectsJson();
}

/** The one value of a statement, as JavaScript has it. */
export async function singleValue(connection: DuckDBConnection, sql: string): Promise<unknown> {
  return (await connection.runAndReadAll(sql)).getRowsJS()[0]?.[0];
}
