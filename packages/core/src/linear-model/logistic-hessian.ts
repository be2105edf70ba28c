import type { DesignCategorical } from '../preprocessing/design-matrix.js';
import { type LogisticProblem, numberOfParameters } from './logistic-problem.js';

/** Rows at a time: the weighted copy of one column and the columns it meets stay in the processor's cache. */
const BLOCK_ROWS = 512;

/**
 * ∂²f/∂θ² = XᵀDX + I/C (0 for the intercept), D = diag(curvature): nParameters × nParameters, row-major, both triangles.
 * Structured: numeric × numeric in blocks of rows, numeric × level by scattering a weighted column, level × level as
 * diagonals (levels of one feature exclude each other) and pair tables.
 */
export function logisticHessian(problem: LogisticProblem, curvature: Float64Array): Float64Array {
  const { design, C, fitIntercept } = problem;
  const size = numberOfParameters(problem);
  const hessian = new Float64Array(size * size);
  addNumericRows(problem, curvature, hessian, size);
  design.categorical.forEach((first, position) => {
    addLevels(first, curvature, hessian, size, fitIntercept ? design.nColumns : -1);
    for (const second of design.categorical.slice(position + 1)) addPairs(first, second, curvature, hessian, size);
  });
  if (fitIntercept) {
    let sum = 0;
    for (let i = 0; i < curvature.length; i++) sum += curvature[i]!;
    hessian[size * size - 1] = sum;
  }
  for (let j = 0; j < design.nColumns; j++) hessian[j * size + j]! += 1 / C;
  mirror(hessian, size);
  return hessian;
}

/** Adds every entry with a numeric column in it: with other numerics, with levels, with the intercept. */
function addNumericRows(problem: LogisticProblem, curvature: Float64Array, hessian: Float64Array, size: number): void {
  const { nRows, numeric, categorical, nColumns } = problem.design;
  const weighted = new Float64Array(BLOCK_ROWS);
  for (let start = 0; start < nRows; start += BLOCK_ROWS) {
    const length = Math.min(BLOCK_ROWS, nRows - start);
    for (let j = 0; j < numeric.length; j++) {
      const { values, coefIndex } = numeric[j]!;
      let sum = 0;
      for (let i = 0; i < length; i++) {
        weighted[i] = curvature[start + i]! * values[start + i]!;
        sum += weighted[i]!;
      }
      const row = coefIndex * size;
      if (problem.fitIntercept) hessian[row + nColumns]! += sum;
      for (let k = j; k < numeric.length; k++) {
        hessian[row + numeric[k]!.coefIndex]! += dotBlock(weighted, numeric[k]!.values, start, length);
      }
      for (const { codes, offset } of categorical) {
        const base = row + offset;
        for (let i = 0; i < length; i++) {
          const code = codes[start + i]!;
          if (code >= 0) hessian[base + code]! += weighted[i]!;
        }
      }
    }
  }
}

/** Four sums at once, so that one addition need not wait for the one before. */
function dotBlock(weighted: Float64Array, values: Float64Array, start: number, length: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let i = 0;
  for (; i + 3 < length; i += 4) {
    a += weighted[i]! * values[start + i]!;
    b += weighted[i + 1]! * values[start + i + 1]!;
    c += weighted[i + 2]! * values[start + i + 2]!;
    d += weighted[i + 3]! * values[start + i + 3]!;
  }
  for (; i < length; i++) a += weighted[i]! * values[start + i]!;
  return a + b + (c + d);
}

function addLevels(
  { codes, nLevels, offset }: DesignCategorical,
  curvature: Float64Array,
  hessian: Float64Array,
  size: number,
  interceptColumn: number,
): void {
  const sums = new Float64Array(nLevels);
  for (let i = 0; i < codes.length; i++) if (codes[i]! >= 0) sums[codes[i]!]! += curvature[i]!;
  for (let level = 0; level < nLevels; level++) {
    const row = (offset + level) * size;
    hessian[row + offset + level] = sums[level]!;
    if (interceptColumn >= 0) hessian[row + interceptColumn] = sums[level]!;
  }
}

function addPairs(
  first: DesignCategorical,
  second: DesignCategorical,
  curvature: Float64Array,
  hessian: Float64Array,
  size: number,
): void {
  for (let i = 0; i < curvature.length; i++) {
    const a = first.codes[i]!;
    const b = second.codes[i]!;
    if (a >= 0 && b >= 0) hessian[(first.offset + a) * size + second.offset + b]! += curvature[i]!;
  }
}

/** Every pair was added on one side of the diagonal only; the other side is still 0. */
function mirror(hessian: Float64Array, size: number): void {
  for (let j = 0; j < size; j++) {
    for (let k = j + 1; k < size; k++) {
      const value = hessian[j * size + k]! + hessian[k * size + j]!;
      hessian[j * size + k] = value;
      hessian[k * size + j] = value;
    }
  }
}
