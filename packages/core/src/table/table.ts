import { PropensityError } from '../errors/propensity-error.js';

/** A numeric column: one float per row; NaN is a missing value. */
export interface NumericColumn {
  readonly kind: 'numeric';
  readonly values: Float64Array;
}

/** A categorical column: one code per row into `levels`; code −1 is a missing value. */
export interface CategoricalColumn {
  readonly kind: 'categorical';
  readonly codes: Int32Array;
  readonly levels: readonly string[];
}

export type Column = NumericColumn | CategoricalColumn;

/** One row as an object, such as a single user to score. `null`, `undefined` and NaN are missing. */
export type Row = Readonly<Record<string, number | string | boolean | null | undefined>>;

/**
 * Columns of equal length, by name. Immutable: `select` and `take` return new tables.
 *
 * @example
 * import { Table } from '@propensity/core';
 *
 * const table = new Table([['age', { kind: 'numeric', values: Float64Array.of(31, NaN) }]]);
 * table.row(1); // → { age: null }
 */
export class Table {
  readonly nRows: number;
  readonly columns: ReadonlyMap<string, Column>;

  /** @throws PropensityError `ragged_table` when columns differ in length. */
  constructor(columns: Iterable<readonly [string, Column]>, nRows?: number) {
    this.columns = new Map(columns);
    let rows = nRows;
    for (const [name, column] of this.columns) {
      const length = columnLength(column);
      rows ??= length;
      if (length !== rows) {
        throw new PropensityError('ragged_table', `Column "${name}" has ${length} rows where ${rows} were expected.`);
      }
    }
    this.nRows = rows ?? 0;
  }

  has(name: string): boolean {
    return this.columns.has(name);
  }

  /** @throws PropensityError `unknown_column` when there is no column of that name. */
  column(name: string): Column {
    const column = this.columns.get(name);
    if (column === undefined) {
      const known = [...this.columns.keys()].join(', ');
      throw new PropensityError('unknown_column', `There is no column "${name}"; the table has: ${known}.`);
    }
    return column;
  }

  /** @throws PropensityError `wrong_column_kind` when the column is categorical. */
  numeric(name: string): Float64Array {
    const column = this.column(name);
    if (column.kind !== 'numeric') {
      throw new PropensityError('wrong_column_kind', `Column "${name}" is categorical where a number is needed.`);
    }
    return column.values;
  }

  /** @throws PropensityError `wrong_column_kind` when the column is numeric. */
  categorical(name: string): CategoricalColumn {
    const column = this.column(name);
    if (column.kind !== 'categorical') {
      throw new PropensityError('wrong_column_kind', `Column "${name}" is numeric where a category is needed.`);
    }
    return column;
  }

  /** The named columns, in that order. */
  select(names: readonly string[]): Table {
    return new Table(
      names.map((name) => [name, this.column(name)] as const),
      this.nRows,
    );
  }

  /** The rows of those indices, in that order. */
  take(indices: ArrayLike<number>): Table {
    return new Table(
      [...this.columns].map(([name, column]) => [name, takeColumn(column, indices)] as const),
      indices.length,
    );
  }

  /** Row `index` as an object; a missing value is null. */
  row(index: number): Row {
    const row: Record<string, number | string | null> = {};
    for (const [name, column] of this.columns) {
      if (column.kind === 'numeric') {
        const value = column.values[index]!;
        row[name] = Number.isNaN(value) ? null : value;
      } else {
        row[name] = column.levels[column.codes[index]!] ?? null;
      }
    }
    return row;
  }
}

function columnLength(column: Column): number {
  return column.kind === 'numeric' ? column.values.length : column.codes.length;
}

function takeColumn(column: Column, indices: ArrayLike<number>): Column {
  if (column.kind === 'numeric') return { kind: 'numeric', values: gather(column.values, indices) };
  const codes = new Int32Array(indices.length);
  for (let i = 0; i < indices.length; i++) codes[i] = column.codes[indices[i]!]!;
  return { kind: 'categorical', codes, levels: column.levels };
}

/** `values[indices[i]]` for every i. */
export function gather(values: ArrayLike<number>, indices: ArrayLike<number>): Float64Array {
  const taken = new Float64Array(indices.length);
  for (let i = 0; i < indices.length; i++) taken[i] = values[indices[i]!]!;
  return taken;
}
