import type { ComputeContext } from '../compute-context/compute-context.js';
import type { DesignMatrix } from '../preprocessing/design-matrix.js';
import { checkShape } from './check-design.js';
import type { LinearOutput } from './linear-columns.js';
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
    ({ values, coefIndex }) =>
      ({ coef: coef[coefIndex]!, mean: 0, ofMissing: Number.NaN, values, read: 'value' }) as const,
  );
  const levels = design.categorical.map(({ codes, nLevels, offset }) => ({
    codes,
    coef: coef.slice(offset, offset + nLevels),
    coefOfNone: 0,
  }));
  return linearValues({ nRows: design.nRows, intercept, dense, levels }, output, compute);
}
