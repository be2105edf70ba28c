import type { DesignMatrix } from '@propensity/core';

/** A design of numeric columns; all of the same length. */
export function designOf(columns: readonly (readonly number[])[]): DesignMatrix {
  return {
    nRows: columns[0]!.length,
    nColumns: columns.length,
    columnNames: columns.map((_, column) => `x${column}`),
    numeric: columns.map((values, coefIndex) => ({ values: Float64Array.from(values), coefIndex })),
    categorical: [],
  };
}
