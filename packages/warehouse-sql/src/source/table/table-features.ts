import type { FeatureSpec } from '@propensity/core';
import { canonicalJson, sha256Hex } from '@propensity/core/hashing';
import type { TableColumn } from './table-column.js';
import type { ColumnKind } from './table-kinds.js';

/** Names that statements use beside features, in lower case. */
const TAKEN: ReadonlySet<string> = new Set(
  'user_id user_bucket event_count label position snapshot_index slice slice_rows row_of_slice rows_before draw proba eta users level'.split(
    ' ',
  ),
);

const UNITS = { numeric: 'number', date: 'days', categorical: 'category' } as const;

/** A feature that is a column. */
export interface TableFeature {
  readonly column: TableColumn;
  readonly kind: ColumnKind;
  readonly spec: FeatureSpec;
}

/** The feature that a column is. Its definition covers the column's name and kind: another kind is another feature. */
export function tableFeature(column: TableColumn, kind: ColumnKind, manyLevels = false): TableFeature {
  const name = featureName(column.name);
  return {
    column,
    kind,
    spec: {
      name,
      kind: kind === 'categorical' ? 'categorical' : 'numeric',
      unit: UNITS[kind],
      meaning: kind === 'date' ? `Days since "${column.name}".` : `The column "${column.name}".`,
      ...(manyLevels && { manyLevels }),
      definitionHash: tableFeatureHash(column.name, kind),
    },
  };
}

/** The definition of the feature that a column of that name is, as a kind. */
export function tableFeatureHash(column: string, kind: ColumnKind): string {
  return sha256Hex(canonicalJson({ source: 'table', column, kind })).slice(0, 16);
}

/** The column's name, or, where statements use it for something else, the name and `_column`. */
export function featureName(column: string): string {
  const name = column.toLowerCase();
  return TAKEN.has(name) || /^_(sum|logarithms|weights_\d+)$/.test(name) ? `${column}_column` : column;
}
