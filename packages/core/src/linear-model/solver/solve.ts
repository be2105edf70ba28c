import type { ComputeThreads } from '../compute-threads.js';
import type { LogisticProblem } from '../logistic-problem.js';
import { LogisticFunction } from './logistic-function.js';
import { minimiseByNewton, type NewtonOptions, type NewtonResult } from './newton.js';
import { openKernels } from './open-kernels.js';
import type { LinearCoefficients } from './parameter-order.js';
import { PILOT_FROM_ROWS, pilotProblem } from './pilot-problem.js';

/** How close the pilot's answer must come: it is some standard errors off anyway. */
const PILOT_TOLERANCE = 1e-5;

export interface Solution extends LinearCoefficients, Omit<NewtonResult, 'parameters'> {}

/**
 * Minimises f of that problem.
 * @param start where to begin; a large problem that begins `cold` is first solved on a share of its rows
 */
export function solve(
  problem: LogisticProblem,
  start: { readonly coef: ArrayLike<number>; readonly intercept: number; readonly cold: boolean },
  options: NewtonOptions & { readonly threads?: ComputeThreads | undefined },
): Solution {
  let from: Pick<Solution, 'coef' | 'intercept'> | typeof start = start;
  if (start.cold && problem.design.nRows >= PILOT_FROM_ROWS) {
    from = minimise(pilotProblem(problem), start, { ...options, tol: Math.max(options.tol, PILOT_TOLERANCE) });
  }
  return minimise(problem, from, options);
}

function minimise(
  problem: LogisticProblem,
  from: { readonly coef: ArrayLike<number>; readonly intercept: number },
  options: NewtonOptions & { readonly threads?: ComputeThreads | undefined },
): Solution {
  const f = new LogisticFunction(problem, openKernels, options.threads);
  try {
    const { parameters, ...result } = minimiseByNewton(f, f.order.toParameters(from.coef, from.intercept), options);
    return { ...f.order.toCoefficients(parameters), ...result };
  } finally {
    f.end();
  }
}
