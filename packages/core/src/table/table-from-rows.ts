import type { FeatureSpec } from './feature-spec.js';
import { LevelCodes } from './level-codes.js';
import { type Column, type Row, Table } from './table.js';

/** A cell of a row; null, undefined and NaN are missing. */
export type RowValue = Row[string];

/**
 * Columns from row objects. Numbers and booleans are taken as they are in numeric columns (true is 1), as text in
 * categorical ones. For large data, read columns from the source instead.
 *
 * @example
 * import { tableFromRows } from '@propensity/core';
 *
 * const rows = [{ sessions: 3, device: 'mobile' }, { sessions: 12, device: 'desktop' }];
 * tableFromRows([{ name: 'sessions', kind: 'numeric' }], rows).numeric('sessions'); // → [3, 12]
 */
export function tableFromRows(columns: readonly Pick<FeatureSpec, 'name' | 'kind'>[], rows: readonly Row[]): Table {
  return new Table(
    columns.map(({ name, kind }) => {
      const values = rows.map((row) => row[name]);
      return [name, kind === 'numeric' ? numericColumn(values) : categoricalColumn(values)] as const;
    }),
    rows.length,
  );
}

function numericColumn(values: readonly RowValue[]): Column {
  return {
    kind: 'numeric',
    values: Float64Array.from(values, (value) => (value == null ? Number.NaN : Number(value))),
  };
}

/** A categorical column of those values; its levels are in order of first appearance. */
export function categoricalColumn(values: readonly RowValue[]): Column {
  const levels = new LevelCodes();
  return levels.column(
    Int32Array.from(values, (value) => levels.code(value == null || Number.isNaN(value) ? null : String(value))),
  );
}
