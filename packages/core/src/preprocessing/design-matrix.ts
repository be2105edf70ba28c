import { type LevelSource, levelsOf } from '../row-sources/level-source.js';
import { lengthOfSource, type NumberSource, numbersOf } from '../row-sources/number-source.js';

/** A dense column of the design: one value per row, with the index of its coefficient. */
export interface DesignNumeric {
  readonly values: Float64Array;
  readonly coefIndex: number;
}

/** A one-hot block that is never materialised: row i is 1 in column `offset + codes[i]` and 0 in the others; −1 is all 0. */
export interface DesignCategorical {
  readonly codes: Int32Array;
  readonly nLevels: number;
  /** Index of the coefficient of code 0. */
  readonly offset: number;
}

/** What the model sees: nRows × nColumns, column by column, without a column of ones. */
export interface DesignMatrix {
  readonly nRows: number;
  /** Number of coefficients. */
  readonly nColumns: number;
  /** Names of the coefficients, as `designColumnNames` gives them. */
  readonly columnNames: readonly string[];
  readonly numeric: readonly DesignNumeric[];
  readonly categorical: readonly DesignCategorical[];
}

/** A dense column that is worked out from a table's cells where it is read; `values` are made anew each time. */
export class SourcedNumeric implements DesignNumeric {
  declare readonly values: Float64Array;
  readonly #source: NumberSource;

  constructor(
    source: NumberSource,
    readonly coefIndex: number,
  ) {
    this.#source = source;
    // Its own, so that it is the same column as one of plain values wherever two are compared.
    Object.defineProperty(this, 'values', { enumerable: true, get: () => numbersOf(source) });
  }

  get source(): NumberSource {
    return this.#source;
  }
}

/** A one-hot block that is worked out from a table's codes where it is read; `codes` are made anew each time. */
export class SourcedCategorical implements DesignCategorical {
  declare readonly codes: Int32Array;
  readonly #source: LevelSource;

  constructor(
    source: LevelSource,
    readonly nLevels: number,
    readonly offset: number,
  ) {
    this.#source = source;
    Object.defineProperty(this, 'codes', { enumerable: true, get: () => levelsOf(source) });
  }

  get source(): LevelSource {
    return this.#source;
  }
}

/** Where the numbers of a dense column are read. */
export function numberSourceOf(column: DesignNumeric): NumberSource {
  return column instanceof SourcedNumeric ? column.source : { read: 'value', values: column.values };
}

/** Where the codes of a block are read. */
export function levelSourceOf(block: DesignCategorical): LevelSource {
  return block instanceof SourcedCategorical ? block.source : { codes: block.codes };
}

/** Number of rows of a column of a design. */
export function lengthOfColumn(column: DesignNumeric | DesignCategorical): number {
  if ('coefIndex' in column) return lengthOfSource(numberSourceOf(column));
  const { rows, codes } = levelSourceOf(column);
  return (rows ?? codes).length;
}

/** Rows `start` to `end` (exclusive) of a design: its columns are views of the same memory. */
export function designRows(design: DesignMatrix, start: number, end: number): DesignMatrix {
  return {
    ...design,
    nRows: end - start,
    numeric: design.numeric.map((column) => ({ ...column, values: column.values.subarray(start, end) })),
    categorical: design.categorical.map((block) => ({ ...block, codes: block.codes.subarray(start, end) })),
  };
}
