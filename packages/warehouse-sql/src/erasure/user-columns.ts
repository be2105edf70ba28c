import { SNAPSHOTS_PREFIX } from '../snapshot/snapshot-name.js';
import { TABLE_DEFINITIONS, type TableDefinition, type TableNames } from '../tables/table-definitions.js';

/** The columns, in any table of ours, that hold the id of a user. No column of another name may. */
const USER_COLUMNS: readonly string[] = ['user_id'];

/** The columns of a table that hold ids of users. */
export function userColumns({ columns }: TableDefinition): readonly string[] {
  return columns.flatMap(({ name }) => (USER_COLUMNS.includes(name) ? [name] : []));
}

/** Every table with ids of users, with the columns that hold them, by what the definitions say: no list has to be kept. */
export function tablesOfUsers(): readonly { readonly key: keyof TableNames; readonly columns: readonly string[] }[] {
  return Object.entries(TABLE_DEFINITIONS).flatMap(([key, definition]) => {
    const columns = userColumns(definition);
    return columns.length === 0 ? [] : [{ key: key as keyof TableNames, columns }];
  });
}

/** What the names of tables begin with that hold users and have no definition: their columns depend on a configuration. */
export const USER_TABLE_PREFIXES = {
  featureSnapshots: SNAPSHOTS_PREFIX,
  flatEvents: 'ma_flat_events_',
  stagedSnapshots: 'ma_staged_features_',
  stagedScores: 'ma_staged_scores_',
  stagedExports: 'ma_staged_export_',
} as const;
