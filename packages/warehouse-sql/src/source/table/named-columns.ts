import { subjectOf } from '@propensity/core/question';
import { matchesPattern } from '../../features/feature-catalogue.js';
import type { FoundTable } from './table-access.js';
import type { TableColumn } from './table-column.js';
import { assertColumnsDiffer, columnMissing } from './table-faults.js';
import type { TableOptions } from './table-options.js';

type Named = readonly [key: string, name: string];

/**
 * Checks that a table has every column that the configuration names.
 * @throws PropensityError `table_column_missing`, `table_columns_alike`
 */
export function assertNamedColumns(
  { userId, snapshot, label, columns, eventCount, allowLeaks, where, conversions: asked }: TableOptions,
  table: FoundTable,
  conversions: FoundTable | null,
): void {
  assertHas(table, [
    ['source.userId', userId],
    ...named('source.snapshotDate', 'column' in snapshot ? [snapshot.column] : []),
    ...named('source.label', label === null ? [] : [label.column]),
    ...named('source.eventCount', eventCount === undefined ? [] : [eventCount]),
    ...named('source.columns', Object.keys(columns)),
    ...named('source.allowLeaks', allowLeaks),
    ...named(
      'source.where',
      where.map((condition) => subjectOf(condition).name),
    ),
  ]);
  if (conversions === null || asked === null) return;
  assertHas(conversions, [
    ['source.conversions.userId', asked.userId],
    ['source.conversions.time', asked.time],
    ...named('source.conversions.event', asked.event === undefined ? [] : [asked.event]),
  ]);
}

/**
 * The columns that may be features, in the order of the table.
 * @throws PropensityError `table_column_missing` where `features.drop` matches none
 */
export function candidateColumns(
  { userId, snapshot, label, columns: asked, drop }: TableOptions,
  { columns }: FoundTable,
): readonly TableColumn[] {
  const taken = new Set([userId, 'column' in snapshot ? snapshot.column : null, label?.column ?? null]);
  const free = columns.filter(({ name }) => !taken.has(name));
  const names = free.map(({ name }) => name);
  const unmatched = drop.find((pattern) => !names.some((name) => matchesPattern(name, pattern)));
  if (unmatched !== undefined) throw columnMissing('features.drop', unmatched, names);
  return free.filter(({ name }) => asked[name] !== 'ignore' && !drop.some((pattern) => matchesPattern(name, pattern)));
}

function named(key: string, names: readonly string[]): Named[] {
  return names.map((name) => [key, name]);
}

function assertHas({ columns }: FoundTable, named: readonly Named[]): void {
  const names = columns.map(({ name }) => name);
  assertColumnsDiffer(names);
  for (const [key, name] of named) if (!names.includes(name)) throw columnMissing(key, name, names);
}
