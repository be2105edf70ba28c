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

/** A place that the minimiser has been to. */
interface Point {
  readonly theta: Float64Array;
  readonly eta: Float64Array;
  readonly objective: number;
}

const SUFFICIENT_DECREASE = 1e-4;
const MAX_HALVINGS = 12;
/** Below this share of the objective an expected decrease is nothing. */
const RESOLUTION = 1e-15;
/** Relative rounding of a sum of a million terms: an increase this small does not speak against a step. */
const OBJECTIVE_ROUNDING = 1e-13;

/**
 * Damped Newton on f from `start`. Stops when max|∂f/∂θ| ≤ tol·Σw (scikit-learn's rule, whose objective is a mean), or when
 * the expected decrease drowns in rounding; either way the Newton step of that last point is still taken, so the answer is
 * quadratically closer than the stopping rule asks. Where a Newton step leads nowhere, because the curvature has all but
 * vanished, a step with the largest curvature there can be, ¼ a row, is taken instead: it always descends.
 * @see scikit-learn's `NewtonCholeskySolver`; Böhning, Lindsay (1988), "Monotonicity of quadratic-approximation algorithms"
 */
export function minimiseByNewton(
  problem: LogisticProblem,
  start: Float64Array,
  options: { readonly tol: number; readonly maxIter: number },
): NewtonResult {
  const totalWeight = problem.sampleWeight.reduce((sum, weight) => sum + weight, 0);
  let point = pointAt(problem, start);
  for (let nIter = 1; nIter <= options.maxIter; nIter++) {
    const { gradient, curvature } = logisticGradient(problem, point.eta, point.theta);
    const step = newtonStep(logisticHessian(problem, curvature), gradient);
    const resolved = -dot(gradient, step) <= RESOLUTION * point.objective;
    if (resolved || maxAbs(gradient) <= options.tol * totalWeight) {
      const last = pointAt(problem, addScaled(point.theta, step, 1));
      const better = last.objective <= point.objective * (1 + OBJECTIVE_ROUNDING);
      const { theta, objective } = better ? last : point;
      return { theta, objective, nIter, converged: true };
    }
    const next = lineSearch(problem, point, gradient, step) ?? boundedStep(problem, point, gradient);
    if (next === null) return { theta: point.theta, objective: point.objective, nIter, converged: false };
    point = next;
  }
  return { theta: point.theta, objective: point.objective, nIter: options.maxIter, converged: false };
}

function boundedStep(problem: LogisticProblem, point: Point, gradient: Float64Array): Point | null {
  const bound = problem.sampleWeight.map((weight) => weight / 4);
  return lineSearch(problem, point, gradient, newtonStep(logisticHessian(problem, bound), gradient));
}

/** The first of the full step, half of it, … that decreases f enough; null when none does. */
function lineSearch(problem: LogisticProblem, point: Point, gradient: Float64Array, step: Float64Array): Point | null {
  const slope = dot(gradient, step);
  if (!(slope < 0)) return null;
  const full = pointAt(problem, addScaled(point.theta, step, 1));
  const direction = addScaled(full.eta, point.eta, -1);
  let next = full;
  for (let halvings = 0; halvings <= MAX_HALVINGS; halvings++) {
    const length = 2 ** -halvings;
    if (halvings > 0) {
      const theta = addScaled(point.theta, step, length);
      const eta = addScaled(point.eta, direction, length);
      next = { theta, eta, objective: logisticObjective(problem, eta, theta) };
    }
    const enough = point.objective * (1 + OBJECTIVE_ROUNDING) + SUFFICIENT_DECREASE * length * slope;
    if (next.objective <= enough) return next;
  }
  return null;
}

function pointAt(problem: LogisticProblem, theta: Float64Array): Point {
  const eta = designTimes(problem.design, theta, theta[problem.design.nColumns] ?? 0);
  return { theta, eta, objective: logisticObjective(problem, eta, theta) };
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

/** `values` + `factor`·`step`. */
function addScaled(values: Float64Array, step: Float64Array, factor: number): Float64Array {
  const result = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) result[i] = values[i]! + factor * step[i]!;
  return result;
}
