import type { DesignMatrix } from '../../src/preprocessing/design-matrix.js';

/** A design from raw columns: the numerics first, then each categorical's levels. */
export function designOf(
  numeric: readonly ArrayLike<number>[],
  categorical: readonly { readonly codes: ArrayLike<number>; readonly nLevels: number }[],
): DesignMatrix {
  let next = numeric.length;
  const blocks = categorical.map(({ codes, nLevels }) => {
    const offset = next;
    next += nLevels;
    return { codes: Int32Array.from(codes), nLevels, offset };
  });
  return {
    nRows: (numeric[0] ?? categorical[0]!.codes).length,
    nColumns: next,
    columnNames: Array.from({ length: next }, (_, j) => `x${j}`),
    numeric: numeric.map((values, coefIndex) => ({ values: Float64Array.from(values), coefIndex })),
    categorical: blocks,
  };
}
