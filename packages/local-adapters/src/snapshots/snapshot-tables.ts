/** Name of the list of the snapshots that there are. */
export const CATALOGUE = 'ma_feature_snapshots';

/** Every snapshot, by name: of those in the list with the users that were counted, of tables that are not in it with NULL. */
export const SNAPSHOT_TABLES = `SELECT COALESCE(c.table_name, t.table_name) AS table_name, c.users AS users
FROM (SELECT table_name FROM duckdb_tables() WHERE table_name LIKE 'ma\\_features\\_%' ESCAPE '\\' AND NOT temporary) AS t
FULL JOIN ${CATALOGUE} AS c ON c.table_name = t.table_name ORDER BY 1`;
