import { designTransposeTimes } from './design-product.js';
import { type LogisticProblem, numberOfParameters } from './logistic-problem.js';

export interface GradientAndCurvature {
  /** ∂f/∂θ: Xᵀ(w·(p − y)) + β/C, then Σ w·(p − y) for the intercept. */
  readonly gradient: Float64Array;
  /** wᵢ·pᵢ(1 − pᵢ), one a row: the weights of the Hessian. */
  readonly curvature: Float64Array;
}

/**
 * The gradient of f and each row's curvature, from one exponential a row.
 * @param eta X·β + b, one a row
 * @param theta β, then b
 */
export function logisticGradient(
  problem: LogisticProblem,
  eta: Float64Array,
  theta: Float64Array,
): GradientAndCurvature {
  const { design, y, sampleWeight, C, fitIntercept } = problem;
  const residual = new Float64Array(design.nRows);
  const curvature = new Float64Array(design.nRows);
  let residualSum = 0;
  for (let i = 0; i < eta.length; i++) {
    // The smaller of p and 1 − p is computed without cancellation.
    const small = Math.exp(-Math.abs(eta[i]!)) / (1 + Math.exp(-Math.abs(eta[i]!)));
    const negative = eta[i]! < 0;
    const error = y[i] === 1 ? (negative ? small - 1 : -small) : negative ? small : 1 - small;
    residual[i] = sampleWeight[i]! * error;
    residualSum += residual[i]!;
    curvature[i] = sampleWeight[i]! * small * (1 - small);
  }
  const gradient = new Float64Array(numberOfParameters(problem));
  gradient.set(designTransposeTimes(design, residual));
  for (let j = 0; j < design.nColumns; j++) gradient[j]! += theta[j]! / C;
  if (fitIntercept) gradient[design.nColumns] = residualSum;
  return { gradient, curvature };
}
