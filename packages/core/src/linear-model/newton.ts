import { designTimes } from './design-product.js';
import { logisticGradient } from './logistic-gradient.js';
import { logisticHessian } from './logistic-hessian.js';
import { logisticObjective } from './logistic-objective.js';
import type { LogisticProblem } from './logistic-problem.js';
import { newtonStep } from './newton-step.js';

export interface NewtonResult {
  /** β, then b where there is one. */
  readonly theta: Float64Array;
  readonly objective: number;
  readonly nIter: number;
  readonly converged: boolean;
}

const SUFFICIENT_DECREASE = 1e-4;
/** Enough to come back from the step of a start where every curvature has all but vanished. */
const MAX_HALVINGS = 100;
/** Below this share of the objective an expected decrease is nothing. */
const RESOLUTION = 1e-15;
/** Relative rounding of a sum of a million terms: an increase this small does not speak against a step. */
const OBJECTIVE_ROUNDING = 1e-13;

/**
 * Damped Newton on f from `start`. Stops when max|∂f/∂θ| ≤ tol·Σw (scikit-learn's rule, whose objective is a mean), or when
 * the expected decrease drowns in rounding; either way the Newton step of that last point is still taken, so the answer is
 * quadratically closer than the stopping rule asks.
 * @see scikit-learn's `NewtonCholeskySolver`
 */
export function minimiseByNewton(
  problem: LogisticProblem,
  start: Float64Array,
  options: { readonly tol: number; readonly maxIter: number },
): NewtonResult {
  const { design } = problem;
  const etaOf = (parameters: Float64Array) => designTimes(design, parameters, parameters[design.nColumns] ?? 0);
  const totalWeight = problem.sampleWeight.reduce((sum, weight) => sum + weight, 0);
  let theta = start;
  let eta = etaOf(theta);
  let objective = logisticObjective(problem, eta, theta);
  for (let nIter = 1; nIter <= options.maxIter; nIter++) {
    const { gradient, curvature } = logisticGradient(problem, eta, theta);
    const step = newtonStep(logisticHessian(problem, curvature), gradient);
    const slope = dot(gradient, step);
    const resolved = -slope <= RESOLUTION * objective;
    if (resolved || maxAbs(gradient) <= options.tol * totalWeight) {
      const last = addScaled(theta, step, 1);
      const lastObjective = logisticObjective(problem, etaOf(last), last);
      const better = lastObjective <= objective * (1 + OBJECTIVE_ROUNDING);
      return {
        theta: better ? last : theta,
        objective: better ? lastObjective : objective,
        nIter,
        converged: true,
      };
    }
    const slack = OBJECTIVE_ROUNDING * objective;
    let length = 1;
    let next = addScaled(theta, step, length);
    let nextEta = etaOf(next);
    let nextObjective = logisticObjective(problem, nextEta, next);
    const direction = subtract(nextEta, eta);
    for (let halvings = 0; !(nextObjective <= objective + SUFFICIENT_DECREASE * length * slope + slack); halvings++) {
      if (halvings === MAX_HALVINGS) return { theta, objective, nIter, converged: false };
      length /= 2;
      next = addScaled(theta, step, length);
      nextEta = addScaled(eta, direction, length);
      nextObjective = logisticObjective(problem, nextEta, next);
    }
    theta = next;
    eta = nextEta;
    objective = nextObjective;
  }
  return { theta, objective, nIter: options.maxIter, converged: false };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function maxAbs(values: Float64Array): number {
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  return largest;
}

function addScaled(values: Float64Array, step: Float64Array, factor: number): Float64Array {
  const result = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) result[i] = values[i]! + factor * step[i]!;
  return result;
}

function subtract(a: Float64Array, b: Float64Array): Float64Array {
  return addScaled(a, b, -1);
}
