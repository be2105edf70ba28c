import type { DesignMatrix } from '../preprocessing/design-matrix.js';
import { designColumnNames, type FittedTransformer } from '../preprocessing/fitted-transformers.js';

/** The feature of each column of the design, by its position. */
export function featureOfColumn(transformers: readonly FittedTransformer[]): Int32Array {
  return Int32Array.from(
    transformers.flatMap((transformer, feature) => designColumnNames([transformer]).map(() => feature)),
  );
}

/** Weighted mean over the rows of what the linear part of each feature adds to η. */
export function linearMeans(
  design: DesignMatrix,
  coef: Float64Array,
  weight: Float64Array | null,
  transformers: readonly FittedTransformer[],
): Float64Array {
  const features = featureOfColumn(transformers);
  const means = new Float64Array(transformers.length);
  const weightOf = (row: number) => (weight === null ? 1 : weight[row]!);
  let total = 0;
  for (let row = 0; row < design.nRows; row++) total += weightOf(row);
  for (const { values, coefIndex } of design.numeric) {
    let sum = 0;
    for (let row = 0; row < values.length; row++) sum += weightOf(row) * values[row]!;
    means[features[coefIndex]!]! += (coef[coefIndex]! * sum) / total;
  }
  for (const { codes, offset, nLevels } of design.categorical) {
    if (nLevels === 0) continue;
    let sum = 0;
    for (let row = 0; row < codes.length; row++) {
      if (codes[row]! >= 0) sum += weightOf(row) * coef[offset + codes[row]!]!;
    }
    means[features[offset]!]! += sum / total;
  }
  return means;
}
