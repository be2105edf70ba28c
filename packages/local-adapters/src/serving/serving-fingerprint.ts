import type { DuckDBConnection } from '@duckdb/node-api';
import { duckdbDialect, type TableNames } from '@propensity/warehouse-sql';

/**
 * What distinguishes one state of the current predictions from another: the runs that made them, their number and their
 * columns. Null when there are none.
 */
export async function servingFingerprint(
  connection: DuckDBConnection,
  tables: Pick<TableNames, 'predictions' | 'predictionRuns'>,
): Promise<string | null> {
  const { table } = duckdbDialect;
  const reader = await connection.runAndReadAll(`SELECT
  (SELECT COUNT(*) FROM ${table(tables.predictions)}),
  (SELECT string_agg(column_name || ' ' || column_type, ', ') FROM (DESCRIBE ${table(tables.predictions)})),
  (SELECT md5(string_agg(CAST(t AS VARCHAR), chr(10) ORDER BY predicted_week, predicted_at, run_id))
   FROM ${table(tables.predictionRuns)} AS t)`);
  const [users, columns, runs] = reader.getRows()[0]!;
  return Number(users) === 0 ? null : `${users} of ${runs}: ${columns}`;
}
