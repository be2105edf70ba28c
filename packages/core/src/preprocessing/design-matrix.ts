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

/** Rows `start` to `end` (exclusive) of a design: its columns are views of the same memory. */
export function designRows(design: DesignMatrix, start: number, end: number): DesignMatrix {
  return {
    ...design,
    nRows: end - start,
    numeric: design.numeric.map((column) => ({ ...column, values: column.values.subarray(start, end) })),
    categorical: design.categorical.map((block) => ({ ...block, codes: block.codes.subarray(start, end) })),
  };
}
