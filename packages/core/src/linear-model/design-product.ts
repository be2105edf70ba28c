import type { DesignMatrix } from '../preprocessing/design-matrix.js';

/** `intercept` + X·coef, one value a row: numeric columns multiply, categoricals gather. */
export function designTimes(design: DesignMatrix, coef: ArrayLike<number>, intercept: number): Float64Array {
  const result = new Float64Array(design.nRows).fill(intercept);
  for (const { values, coefIndex } of design.numeric) {
    const weight = coef[coefIndex]!;
    if (weight === 0) continue;
    for (let i = 0; i < result.length; i++) result[i]! += weight * values[i]!;
  }
  for (const { codes, offset } of design.categorical) {
    for (let i = 0; i < result.length; i++) {
      const code = codes[i]!;
      if (code >= 0) result[i]! += coef[offset + code]!;
    }
  }
  return result;
}
