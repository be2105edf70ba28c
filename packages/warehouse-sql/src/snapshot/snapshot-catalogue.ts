import type { TableDefinition } from '../tables/table-definitions.js';

/** The list of feature snapshots, for a warehouse that neither records a table's age nor drops it when it expires. */
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
