import { PropensityError } from '@propensity/core';
import { closestName } from '@propensity/core/config';

/** The error for a column that a table does not have. */
export function columnMissing(key: string, name: string, names: readonly string[]): PropensityError {
  const near = closestName(name, names);
  return new PropensityError('table_column_missing', `The table has no column "${name}", which "${key}" names.`, {
    kind: 'usage',
    hint: `${near === null ? '' : `Did you mean "${near}"? `}It has: ${names.join(', ')}.`,
    details: { key, column: name, columns: names },
  });
}

/** The error for values of a table that cannot be what their column is. */
export function badValues(
  code: 'bad_snapshot_date' | 'unknown_label' | 'bad_column_value' | 'bad_conversion_time',
  column: string,
  { rows, example }: { readonly rows: number; readonly example: string },
  { what, hint }: { readonly what: string; readonly hint: string },
): PropensityError {
  const message = `The column "${column}" has ${rows === 1 ? 'a value' : `${rows.toLocaleString('en')} values`} that ${what}: ${example}.`;
  return new PropensityError(code, message, { kind: 'refused', hint, details: { column, rows, example } });
}

/** The error for rows that do not say whose they are. */
export function missingUserIds(column: string, rows: number): PropensityError {
  return new PropensityError(
    'missing_user_ids',
    `${rows === 1 ? 'A row has' : `${rows.toLocaleString('en')} rows have`} no "${column}": nobody can tell whose they are.`,
    {
      kind: 'refused',
      hint: `Fill it in, or leave such rows out: "source": {"where": [{"field": ${JSON.stringify(column)}, "exists": true}]}.`,
      details: { column, rows },
    },
  );
}

/** The error for a user with several rows of one snapshot. */
export function duplicateRows(snapshot: string, users: number, example: string): PropensityError {
  return new PropensityError(
    'duplicate_rows',
    `${users === 1 ? 'A user has' : `${users.toLocaleString('en')} users have`} more than one row of the snapshot ${snapshot}, such as "${example}".`,
    {
      kind: 'refused',
      hint: 'Give every user one row per snapshot; where the table has several, name the column of their day as "source.snapshotDate".',
      details: { snapshot, users, example },
    },
  );
}

/** The error for columns that a warehouse cannot tell apart. */
export function columnsAlike(names: readonly string[]): PropensityError {
  return new PropensityError(
    'table_columns_alike',
    `The table has columns whose names differ in nothing but capitals: ${names.join(', ')}.`,
    { kind: 'refused', hint: 'Give one of them another name.', details: { columns: names } },
  );
}
