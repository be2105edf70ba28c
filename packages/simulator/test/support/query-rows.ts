import { DuckDBInstance } from '@duckdb/node-api';

/** The rows of a query, as JSON objects; 64-bit integers are text. */
export async function queryRows(sql: string): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowObjectsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** SQL of a parameter's value over rows of a GA4 export. */
export function param(key: string, field = 'string_value'): string {
  return `list_filter(event_params, lambda p: p.key = '${key}')[1].value.${field}`;
}
