import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import type { CurvatureSums, PreparedColumns } from '../ports/training-rows.js';
import { PreparedLayout } from './prepared-layout.js';

/** Added to the diagonal as a share of its greatest element: columns may be constant. */
const RIDGE = 1e-10;

/** The number that each dense column is made of; −1 for the constant, and where no row lacks the number. */
function gapsOf(columns: PreparedColumns): Int32Array {
  const { nDense, indicators } = new PreparedLayout(columns);
  const gaps = new Int32Array(nDense).fill(-1);
  indicators.forEach((indicator, number) => {
    if (indicator < 0) return;
    gaps[1 + number] = number;
    gaps[indicator] = number;
  });
  return gaps;
}

/** Whether a product of two dense columns is of rows that are many: both columns with gaps are in few rows, perhaps. */
export function isProductOfMany(columns: PreparedColumns): (i: number, j: number) => boolean {
  const gaps = gapsOf(columns);
  return (i, j) => i === j || gaps[i]! < 0 || gaps[j]! < 0;
}

/** Whether a dense column has a value in every row, so that its sums over the rows of a class are of all of these. */
export function isInEveryRow(columns: PreparedColumns): (j: number) => boolean {
  const gaps = gapsOf(columns);
  return (j) => gaps[j]! < 0;
}

/**
 * Curvature whose cells of two columns with gaps, and of a class and a column with gaps, were not asked for: they are of the rows in which both are
 * known, or both are missing, which may be a single user's. What stands there is what they would be if the two were independent given
 * the columns without gaps: BᵀA⁻¹B, the positive definite completion of greatest determinant, as in `IndependentLevels`. A number and
 * its own indicator are never both other than 0.
 */
export function completedCurvature(columns: PreparedColumns, { dense, classes }: CurvatureSums): CurvatureSums {
  const gaps = gapsOf(columns);
  const nDense = gaps.length;
  const whole = [...gaps.keys()].filter((j) => gaps[j]! < 0);
  const partial = [...gaps.keys()].filter((j) => gaps[j]! >= 0);
  if (partial.length === 0) return { dense, classes, pairs: null };
  const ridge = RIDGE * Math.max(...whole.map((j) => dense[j * nDense + j]!), Number.MIN_VALUE);
  const inner = new Matrix(whole.map((i) => whole.map((j) => dense[i * nDense + j]! + (i === j ? ridge : 0))));
  const border = new Matrix(whole.map((i) => partial.map((j) => dense[i * nDense + j]!)));
  const solved = new CholeskyDecomposition(inner).solve(border);
  const between = border.transpose().mmul(solved);
  const filled = dense.slice();
  partial.forEach((i, a) => {
    partial.forEach((j, b) => {
      if (i === j) return;
      filled[i * nDense + j] = gaps[i] === gaps[j] ? 0 : between.get(a, b);
    });
  });
  const filledClasses = classes.slice();
  for (let each = 0; each < classes.length / nDense; each++) {
    partial.forEach((j, b) => {
      filledClasses[each * nDense + j] = whole.reduce(
        (sum, i, a) => sum + classes[each * nDense + i]! * solved.get(a, b),
        0,
      );
    });
  }
  return { dense: filled, classes: filledClasses, pairs: null };
}
