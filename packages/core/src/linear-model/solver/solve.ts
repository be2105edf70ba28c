import type { ComputeContext } from '../../compute-context/compute-context.js';
import type { LogisticProblem } from '../logistic-problem.js';
import type { InverseHessian } from './inverse-hessian.js';
import { LogisticFunction } from './logistic-function.js';
import { minimiseByNewton, type NewtonOptions, type NewtonResult } from './newton.js';
import type { LinearCoefficients } from './parameter-order.js';
import { pilotProblems } from './pilot-problem.js';

/** Tolerance of a pilot before its last step: its solution is some standard errors off anyway. */
const PILOT_TOLERANCE = 1e-3;

export interface Solution extends LinearCoefficients, Omit<NewtonResult, 'parameters'> {}

/** The start of the minimiser. */
interface Start {
  readonly coef: ArrayLike<number>;
  readonly intercept: number;
  /** An approximate inverse of the Hessian there, if known. */
  readonly inverse?: InverseHessian | null;
}

type SolveOptions = NewtonOptions & { readonly compute: ComputeContext };

/**
 * Minimises the problem's objective.
 * @param start where to begin; a large problem that begins `cold` is first solved on ever larger shares of its rows
 */
export function solve(
  problem: LogisticProblem,
  start: Start & { readonly cold: boolean },
  options: SolveOptions,
): Solution {
  let from: Start = start;
  for (const pilot of start.cold ? pilotProblems(problem) : []) {
    from = minimise(pilot, from, { ...options, tol: Math.max(options.tol, PILOT_TOLERANCE) });
  }
  return minimise(problem, from, options);
}

function minimise(problem: LogisticProblem, from: Start, options: SolveOptions): Solution {
  const f = new LogisticFunction(problem, options.compute);
  try {
    const start = f.order.toParameters(from.coef, from.intercept);
    const { parameters, ...result } = minimiseByNewton(f, start, options, from.inverse);
    return { ...f.order.toCoefficients(parameters), ...result, inverse: f.factorises ? result.inverse : null };
  } finally {
    f.end();
  }
}
