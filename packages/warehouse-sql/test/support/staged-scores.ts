import type { TableField } from '../../src/index.js';

/** The columns of a staging table, as the statement that scores a snapshot leaves it. */
export const STAGED_FIELDS: readonly TableField[] = [
  { name: 'user_id', type: 'STRING' },
  { name: 'proba', type: 'FLOAT64' },
  { name: 'event_count', type: 'INT64' },
];
