import type { HessianSolver } from './hessian-factor.js';
import { dot, InverseHessian } from './inverse-hessian.js';
import {
  difference,
  type FunctionShape,
  isBetter,
  lineSearch,
  moved,
  type NewtonOptions,
  type NewtonResult,
  type NewtonSteps,
  pointAt,
  resultOf,
} from './newton.js';

/**
 * Minimises f by its gradient alone, with the Hessian of a similar function that the steps correct (L-BFGS with H⁻¹ in place of a
 * multiple of the identity). Each step is one evaluation. It stops as `minimiseByNewton` does, with a last step too.
 * @see Nocedal, Wright (2006), "Numerical Optimization", algorithm 7.5
 */
export function* quasiNewtonSteps(
  f: FunctionShape,
  start: Float64Array,
  { tol, maxIter }: NewtonOptions,
  hessian: HessianSolver,
): NewtonSteps<NewtonResult> {
  let point = yield* pointAt(f, start);
  let inverse = new InverseHessian(hessian);
  let isFresh = true;
  for (let nIter = 1; nIter <= maxIter; nIter++) {
    const step = inverse.times(point.gradient);
    if (point.norm <= tol * f.totalWeight) {
      const last = yield* pointAt(f, moved(point.parameters, step, 1));
      return resultOf(isBetter(last, point) ? last : point, nIter, true, inverse);
    }
    const next = yield* lineSearch(f, point, step, dot(point.gradient, step));
    if (next !== null) {
      inverse.learn(difference(next.parameters, point.parameters), difference(next.gradient, point.gradient));
      isFresh = false;
      point = next;
    } else if (isFresh) break;
    else {
      inverse = new InverseHessian(hessian);
      isFresh = true;
    }
  }
  return resultOf(point, maxIter, false, inverse);
}
