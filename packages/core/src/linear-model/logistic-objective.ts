import { softplus } from '../calibration/sigmoid.js';
import type { LogisticProblem } from './logistic-problem.js';

/**
 * f(θ) = Σᵢ wᵢ·log(1 + exp(−sᵢηᵢ)) + ½‖β‖²/C.
 * @param eta X·β + b, one a row
 * @param theta β, then (unpenalised) b
 */
export function logisticObjective(problem: LogisticProblem, eta: Float64Array, theta: Float64Array): number {
  const { y, sampleWeight, design, C } = problem;
  let loss = 0;
  for (let i = 0; i < eta.length; i++) loss += sampleWeight[i]! * softplus(y[i] === 1 ? -eta[i]! : eta[i]!);
  let squares = 0;
  for (let j = 0; j < design.nColumns; j++) squares += theta[j]! * theta[j]!;
  return loss + squares / (2 * C);
}
