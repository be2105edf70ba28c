import { PropensityError } from '@propensity/core';
import { closestName } from '@propensity/core/config';
import { featureName } from './table-features.js';

/** The error for a column that a table does not have. */
export function columnMissing(key: string, name: string, names: readonly string[]): PropensityError {
  const near = closestName(name, names);
  return new PropensityError('table_column_missing', `The table has no column "${name}", which "${key}" names.`, {
    kind: 'usage',
    hint: `${near === null ? '' : `Did you mean "${near}"? `}It has: ${names.join(', ')}.`,
    details: { key, column: name, columns: names },
  });
}

/** Values that cannot be what their column is. */
export interface BadValues {
  readonly rows: number;
  /** The one whose text sorts first. */
  readonly example: string;
}

/** The error for rows whose snapshot is no day. */
export function badSnapshotDates(column: string, found: BadValues): PropensityError {
  const hint = 'Write the day of the snapshot as YYYY-MM-DD, or YYYY-MM for the first of a month.';
  return badValues('bad_snapshot_date', column, found, { what: 'no day', hint });
}

/** The error for labels that say neither yes nor no. */
export function unknownLabels(column: string, found: BadValues): PropensityError {
  const label = `{"column": ${JSON.stringify(column)}, "positive": "…"}`;
  const hint = `Say which value means yes: "source": {"label": ${label}}.`;
  return badValues('unknown_label', column, found, { what: 'neither yes nor no', hint });
}

/** The error for a value that means yes and that no label is. @param values some that there are, in order */
export function positiveNeverOccurs(column: string, positive: string, values: readonly string[]): PropensityError {
  const some = values
    .slice(0, 5)
    .map((value) => JSON.stringify(value))
    .join(', ');
  return new PropensityError(
    'no_positive_label',
    `"source.label.positive" is ${JSON.stringify(positive)}, and no value of the column "${column}" is. It has: ${some}${values.length > 5 ? ', …' : ''}.`,
    {
      kind: 'refused',
      hint: 'Write the value that means yes as it stands in the table.',
      details: { column, positive, values },
    },
  );
}

/** The error for values that are no number or no date, in a column of them; the example begins with the day of its snapshot. */
export function badColumnValues(column: string, kind: 'numeric' | 'date', found: BadValues): PropensityError {
  const asked = `{${JSON.stringify(column)}: "categorical"}`;
  return badValuesOf(column, kind, found, `or say what the column is: "source": {"columns": ${asked}}.`);
}

/** The error for values that are no number, in the column of `source.eventCount`; examples are as those of `badColumnValues`. */
export function badEventCounts(column: string, found: BadValues): PropensityError {
  return badValuesOf(column, 'numeric', found, 'or name another column as "source.eventCount", which is a number.');
}

function badValuesOf(column: string, kind: 'numeric' | 'date', found: BadValues, otherwise: string): PropensityError {
  const [day, ...value] = found.example.split(' ');
  const example = `${JSON.stringify(value.join(' '))} at ${day}`;
  const what = kind === 'date' ? 'no date, or no date and time' : 'no number, or none below 1e100';
  const hint = `Correct them, leave them empty, list them in "source.missing", ${otherwise}`;
  return badValues('bad_column_value', column, { ...found, example }, { what, hint });
}

/** The error for conversions without a moment. */
export function badConversionTimes(column: string, found: BadValues): PropensityError {
  const hint =
    'Write a date, or a date and time: 2025-01-31, 2025-01-31 14:05:00 (in source.timeZone), 2025-01-31T13:05:00Z or 2025-01-31 14:05:00+01:00.';
  return badValues('bad_conversion_time', column, found, { what: 'no moment', hint });
}

/**
 * The error for conversions that have not happened yet: labels that are open would count as known.
 * @param newest a day, or a moment in UTC
 */
export function futureConversions(column: string, newest: string, today: string): PropensityError {
  return new PropensityError(
    'future_conversions',
    `The column "${column}" has a conversion of ${newest}, and today is ${today}: by it, labels that are still open would be final.`,
    { kind: 'refused', hint: 'Correct it, or leave it out of the conversions.', details: { column, newest, today } },
  );
}

function badValues(
  code: string,
  column: string,
  { rows, example }: BadValues,
  { what, hint }: { readonly what: string; readonly hint: string },
): PropensityError {
  const found = rows === 1 ? 'a value that is' : `${rows.toLocaleString('en')} values that are`;
  const message = `The column "${column}" has ${found} ${what}: ${example}.`;
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

/**
 * Refuses columns that a warehouse cannot tell apart.
 * @throws PropensityError `table_columns_alike`
 */
export function assertColumnsDiffer(columns: readonly string[]): void {
  const isAlike = (a: string, b: string) => featureName(a).toLowerCase() === featureName(b).toLowerCase();
  const names = columns.filter((name, place) => columns.some((other, at) => at !== place && isAlike(other, name)));
  if (names.length === 0) return;
  throw new PropensityError(
    'table_columns_alike',
    `The table has columns whose names a warehouse cannot tell apart: ${names.join(', ')}.`,
    { kind: 'refused', hint: alikeHint(names), details: { columns: names } },
  );
}

function alikeHint(names: readonly string[]): string {
  const renamed = names.find((name) => featureName(name) !== name);
  const others = renamed === undefined ? '' : `; "${renamed}" is kept as "${featureName(renamed)}"`;
  return `Give one of them another name: capitals make no difference${others}.`;
}
