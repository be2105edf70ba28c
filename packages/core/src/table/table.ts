import { PropensityError } from '../errors/propensity-error.js';
import { chosenColumn, chosenRows } from './chosen-rows.js';
import { cellAt, cellsOf, lengthOfCells, type NumberCells } from './coded-numbers.js';
import type { CategoricalColumn, Column } from './columns.js';
import { DerivedCells } from './derived-cells.js';

export type { CategoricalColumn, Column, NumericColumn } from './columns.js';

/** What a part of a table has of the whole. */
interface PartOfTable {
  /** Undefined: all. */
  readonly rows: Uint32Array | undefined;
  readonly derived: DerivedCells;
}

/** One row as an object, such as a single user to score. `null`, `undefined` and NaN are missing. */
export type Row = Readonly<Record<string, number | string | boolean | null | undefined>>;

/**
 * Columns of equal length, by name. Immutable: `select` and `take` return new tables, which copy no cells until they are read.
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
  /** Columns as they are kept: row i of the table is their row `#rows[i]`, or i. */
  readonly #kept: ReadonlyMap<string, Column>;
  readonly #rows: Uint32Array | undefined;
  readonly #derived: DerivedCells;

  /**
   * @param of the table that these columns are of, and those of its rows that are meant
   * @throws PropensityError `ragged_table` when columns differ in length.
   */
  constructor(columns: Iterable<readonly [string, Column]>, nRows?: number, of?: PartOfTable) {
    this.#kept = new Map(columns);
    this.#rows = of?.rows;
    this.#derived = of?.derived ?? new DerivedCells();
    const chosen = this.#rows;
    if (chosen !== undefined) {
      this.columns = new Map([...this.#kept].map(([name, column]) => [name, chosenColumn(column, chosen)] as const));
      this.nRows = chosen.length;
      return;
    }
    this.columns = this.#kept;
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

  /** What fits have worked out of the cells; the tables that `select` and `take` return share it. */
  get derived(): DerivedCells {
    return this.#derived;
  }

  /** Row i of the table is row `rows[i]` of the cells that are kept; undefined: row i. */
  get rows(): Uint32Array | undefined {
    return this.#rows;
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

  /**
   * A numeric column's cells as they are kept, of which `rows` are the table's.
   * @throws PropensityError `unknown_column`, `wrong_column_kind`
   */
  cells(name: string): NumberCells {
    const column = this.#keptColumn(name);
    return column.kind === 'numeric' ? cellsOf(column) : this.numeric(name);
  }

  /** As `categorical`, with all the rows that are kept, of which `rows` are the table's. @throws as `categorical` */
  categories(name: string): CategoricalColumn {
    const column = this.#keptColumn(name);
    return column.kind === 'categorical' ? column : this.categorical(name);
  }

  /** `rows` of the table's rows with those indices (all without). */
  rowsOf(indices?: ArrayLike<number>): ArrayLike<number> | undefined {
    return indices === undefined || this.#rows === undefined
      ? (indices ?? this.#rows)
      : chosenRows(this.#rows, indices);
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
      names.map((name) => [name, this.#keptColumn(name)] as const),
      this.nRows,
      { rows: this.#rows, derived: this.#derived },
    );
  }

  /** The rows of those indices, in that order. */
  take(indices: ArrayLike<number>): Table {
    const rows = chosenRows(this.#rows, indices);
    return new Table(this.#kept, indices.length, { rows, derived: this.#derived });
  }

  /** Row `index` as an object; a missing value is null. */
  row(index: number): Row {
    const row: Record<string, number | string | null> = {};
    const kept = this.#rows === undefined ? index : this.#rows[index]!;
    for (const [name, column] of this.#kept) {
      if (column.kind === 'numeric') {
        const value = cellAt(cellsOf(column), kept);
        row[name] = Number.isNaN(value) ? null : value;
      } else {
        row[name] = column.levels[column.codes[kept]!] ?? null;
      }
    }
    return row;
  }

  #keptColumn(name: string): Column {
    return this.#kept.get(name) ?? this.column(name);
  }
}

function columnLength(column: Column): number {
  return column.kind === 'numeric' ? lengthOfCells(cellsOf(column)) : column.codes.length;
}

/** `values[indices[i]]` for every i. */
export function gather(values: ArrayLike<number>, indices: ArrayLike<number>): Float64Array {
  const taken = new Float64Array(indices.length);
  for (let i = 0; i < indices.length; i++) taken[i] = values[indices[i]!]!;
  return taken;
}
