import type { DesignMatrix } from '../preprocessing/design-matrix.js';
import { type LinearColumns, linearTiles, loadRowsOf, type Wanted } from './linear-tiles.js';

/**
 * `intercept` + X·coef, one value a row, or its probability: numeric columns multiply, categoricals gather.
 * @throws PropensityError `infinite_value`
 */
export function designTimes(
  design: DesignMatrix,
  coef: Float64Array,
  intercept: number,
  wanted: Wanted = 'eta',
): Float64Array {
  const columns: LinearColumns = {
    nRows: design.nRows,
    intercept,
    dense: design.numeric.map(({ values, coefIndex }) => ({
      coef: coef[coefIndex]!,
      mean: 0,
      ofMissing: Number.NaN,
      load: loadRowsOf(values),
    })),
    levels: design.categorical.map(({ codes, nLevels, offset }) => ({
      codes,
      coef: coef.subarray(offset, offset + nLevels),
      coefOfNone: 0,
    })),
  };
  return linearTiles(columns, wanted);
}
