import type { DuckDBConnection } from '@duckdb/node-api';
import {
  bigqueryRowType,
  type Dialect,
  duckdbRowType,
  type EventExport,
  googlesqlDialect,
  type RawRelation,
  type RelationOptions,
  tableRelation,
} from '../../src/index.js';
import { rowsOf } from './open-duckdb.js';
import { UA_FIELDS, UA_SESSIONS } from './ua-sessions.js';
import type { ZetaTable } from './zetasql/zetasql-database.js';

/** The table of `UA_SESSIONS`. */
export const UA_TABLE: ZetaTable = { name: 'ga_sessions_20170801', fields: UA_FIELDS, rows: UA_SESSIONS };

/** The relation of `UA_TABLE` in a dialect, as a source reads it. @param duckdb that has the table */
export async function uaRelations(
  duckdb: DuckDBConnection,
): Promise<(dialect: Dialect, source: EventExport, options?: RelationOptions) => RawRelation> {
  const described = await rowsOf(duckdb, `SELECT column_name, column_type FROM (DESCRIBE ${UA_TABLE.name})`);
  const columns = described.map((row) => ({ name: String(row.column_name), type: String(row.column_type) }));
  return (dialect, source, options = {}) =>
    source.relation(
      dialect,
      {
        from: tableRelation(dialect, UA_TABLE.name),
        row: dialect === googlesqlDialect ? bigqueryRowType(UA_FIELDS) : duckdbRowType(columns),
        where: 'ga_sessions_20170801',
      },
      options,
    );
}
