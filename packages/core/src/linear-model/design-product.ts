import type { ComputeContext } from '../compute-context/compute-context.js';
import { type DesignMatrix, levelSourceOf, numberSourceOf } from '../preprocessing/design-matrix.js';
import { checkShape } from './check-design.js';
import type { DenseColumn, LinearOutput } from './linear-columns.js';
import { linearValues } from './linear-values.js';

/**
 * `intercept` + X·coef, one value per row, or its probability; categoricals look coefficients up by code.
 * @throws PropensityError `infinite_value`, `shape_mismatch`, `bad_design`, `bad_codes`
 */
export function designTimes(
  design: DesignMatrix,
  coef: Float64Array,
  intercept: number,
  output: LinearOutput = 'eta',
  compute?: ComputeContext,
): Float64Array {
  checkShape(design);
  const dense = design.numeric.map(
    (column): DenseColumn => ({
      coef: coef[column.coefIndex]!,
      mean: 0,
      ofMissing: Number.NaN,
      source: numberSourceOf(column),
    }),
  );
  const levels = design.categorical.map((block) => ({
    source: levelSourceOf(block),
    coef: coef.slice(block.offset, block.offset + block.nLevels),
    coefOfNone: 0,
  }));
  return linearValues({ nRows: design.nRows, intercept, dense, levels }, output, compute);
}
