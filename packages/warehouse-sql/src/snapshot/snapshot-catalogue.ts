import type { TableDefinition } from '../tables/table-definitions.js';

/** The list of feature snapshots of a warehouse that does not itself say how old a table is, or drop it in time. */
export const SNAPSHOT_CATALOGUE: TableDefinition = {
  key: ['table_name'],
  columns: [
    { name: 'table_name', type: 'string' },
    { name: 'snapshot', type: 'date' },
    { name: 'feature_hash', type: 'string' },
    { name: 'users', type: 'integer' },
    { name: 'created_at', type: 'timestamp' },
    { name: 'expires_at', type: 'timestamp' },
  ],
};
