import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { PropensityError } from '../errors/propensity-error.js';

const MAX_DAMPING_STEPS = 12;

/**
 * −H⁻¹·gradient by Cholesky. Where rounding leaves H short of positive definite (separable data: every curvature nearly 0),
 * a growing multiple of its largest diagonal entry is added until it is.
 * @param hessian size × size, row-major, symmetric
 * @throws PropensityError `singular_hessian` when no damping helps (the data held NaN)
 */
export function newtonStep(hessian: Float64Array, gradient: Float64Array): Float64Array {
  const size = gradient.length;
  const rows = Array.from({ length: size }, (_, j) => hessian.subarray(j * size, (j + 1) * size));
  const matrix = new Matrix(rows);
  const largest = Math.max(Number.MIN_VALUE, ...matrix.diagonal());
  let damping = 0;
  for (let attempt = 0; attempt < MAX_DAMPING_STEPS; attempt++) {
    const cholesky = new CholeskyDecomposition(matrix);
    if (cholesky.isPositiveDefinite()) {
      const step = cholesky.solve(Matrix.columnVector(gradient)).to1DArray();
      return Float64Array.from(step, (value) => -value);
    }
    const added = largest * 10 ** (attempt - 14);
    for (let j = 0; j < size; j++) matrix.set(j, j, matrix.get(j, j) + added - damping);
    damping = added;
  }
  throw new PropensityError(
    'singular_hessian',
    'The logistic regression could not be solved: its Hessian is not finite.',
    {
      hint: 'Look for infinite or extremely large values among the features and weights.',
    },
  );
}
