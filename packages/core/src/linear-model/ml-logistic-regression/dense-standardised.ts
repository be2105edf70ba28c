import type { DesignMatrix } from '../../preprocessing/design-matrix.js';

/**
 * A design as a dense matrix, for estimators that need one: every column with mean 0 and deviation 1, then a column of
 * ones.
 */
export interface DenseStandardised {
  /** One array per row, `nColumns` + 1 values each. */
  readonly rows: Float64Array[];
  readonly mean: Float64Array;
  /** 1 where a column is constant. */
  readonly scale: Float64Array;
}

/** Materialises `design`: nRows × (nColumns + 1) doubles. */
export function denseStandardised(design: DesignMatrix): DenseStandardised {
  const { nRows, nColumns } = design;
  const rows = Array.from({ length: nRows }, () => new Float64Array(nColumns + 1));
  for (const { values, coefIndex } of design.numeric) {
    for (let i = 0; i < nRows; i++) rows[i]![coefIndex] = values[i]!;
  }
  for (const { codes, offset } of design.categorical) {
    for (let i = 0; i < nRows; i++) if (codes[i]! >= 0) rows[i]![offset + codes[i]!] = 1;
  }
  const mean = new Float64Array(nColumns);
  const scale = new Float64Array(nColumns);
  for (const row of rows) for (let j = 0; j < nColumns; j++) mean[j]! += row[j]! / nRows;
  for (const row of rows) for (let j = 0; j < nColumns; j++) scale[j]! += (row[j]! - mean[j]!) ** 2 / nRows;
  for (let j = 0; j < nColumns; j++) scale[j] = scale[j] === 0 ? 1 : Math.sqrt(scale[j]!);
  for (const row of rows) {
    for (let j = 0; j < nColumns; j++) row[j] = (row[j]! - mean[j]!) / scale[j]!;
    row[nColumns] = 1;
  }
  return { rows, mean, scale };
}

/** The largest eigenvalue of XᵀX/n, by power iteration from the column of ones plus a little of every other. */
export function largestEigenvalue(rows: readonly Float64Array[], iterations = 30): number {
  const size = rows[0]!.length;
  let vector = Float64Array.from({ length: size }, (_, j) => 1 + j / size);
  let eigenvalue = 0;
  for (let iteration = 0; iteration < iterations; iteration++) {
    const length = Math.hypot(...vector);
    const next = new Float64Array(size);
    for (const row of rows) {
      let product = 0;
      for (let j = 0; j < size; j++) product += row[j]! * vector[j]!;
      for (let j = 0; j < size; j++) next[j]! += (row[j]! * product) / (rows.length * length);
    }
    eigenvalue = Math.hypot(...next);
    vector = next;
  }
  return eigenvalue;
}
