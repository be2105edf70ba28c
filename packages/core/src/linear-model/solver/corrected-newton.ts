import { PropensityError } from '../../errors/propensity-error.js';
import type { HessianSolver } from './hessian-factor.js';
import { dot, InverseHessian } from './inverse-hessian.js';
import {
  difference,
  type FunctionShape,
  lineSearch,
  moved,
  type NewtonOptions,
  type NewtonResult,
  type NewtonSteps,
  type Point,
  pointAt,
  resultOf,
} from './newton.js';

/** No parameter is further than this from the minimum, where rounding lets that be known. */
const EXACT = 1e-9;
/** So many steps show whether a Hessian is still good, each a fraction of a new one; twice as many after each new one. */
const LOOK_BACK = 6;
/** Where the gradient shrank to no less than this share in those steps, a Hessian at the newest point is worth its price. */
const SLOW_SHARE = 0.05;
/** Gradients do not shrink with every step; so many without a smaller one, below the tolerance, are the noise of rounding. */
const MAX_WITHOUT_GAIN = 25;

/**
 * Minimises f, whose gradient is exact and whose Hessian is approximate: steps correct it (L-BFGS with its inverse in place of a
 * multiple of the identity), and what they taught stays where it is formed anew. Newton's last step makes coefficients far more exact
 * than its tolerance asks for; this has no such step. So it goes on beyond the tolerance until the penalty proves that coefficients are
 * within 1e-9 of the minimum (no curvature is less than λ, so none is further than |gradient|/λ), or rounding hides all progress.
 * @param lambda of the penalty
 * @param known an approximate Hessian at the start; null to ask for one
 * @throws PropensityError `not_finite` where f or its gradient is not finite at `start`, `singular_hessian`
 */
export function* correctedSteps(
  f: FunctionShape,
  start: Float64Array,
  { tol, maxIter }: NewtonOptions,
  lambda: number,
  known: HessianSolver | null = null,
): NewtonSteps<NewtonResult> {
  const tolerance = tol * f.totalWeight;
  let point = yield* pointAt(f, start);
  if (!Number.isFinite(point.objective) || !Number.isFinite(point.norm)) {
    throw new PropensityError('not_finite', 'The logistic regression’s objective is not finite at the start.');
  }
  let inverse = new InverseHessian(known ?? ((yield { kind: 'hessian' }) as HessianSolver));
  const finest = Math.min(tolerance, EXACT * lambda);
  let lookBack = LOOK_BACK;
  /** Gradients since the Hessian was formed. */
  let norms = [point.norm];
  let best = point;
  let withoutGain = 0;
  for (let nIter = 1; nIter <= maxIter; nIter++) {
    const step = inverse.times(point.gradient);
    const isClose = best.norm <= tolerance;
    if (best.norm <= finest || (isClose && withoutGain >= MAX_WITHOUT_GAIN)) {
      return resultOf(best, nIter, true, inverse);
    }
    const next = yield* stepFrom(f, point, step);
    if (next === null) {
      if (isClose) return resultOf(best, nIter, true, inverse);
      if (norms.length === 1) return resultOf(best, nIter, false, inverse);
      // What the steps taught misleads: begin again here.
      point = yield* pointAt(f, point.parameters);
      inverse = new InverseHessian((yield { kind: 'hessian' }) as HessianSolver);
      norms = [point.norm];
      continue;
    }
    inverse.learn(difference(next.parameters, point.parameters), difference(next.gradient, point.gradient));
    point = next;
    withoutGain = point.norm < best.norm ? 0 : withoutGain + 1;
    if (point.norm < best.norm) best = point;
    norms.push(point.norm);
    const before = norms.at(-1 - lookBack);
    if (!isClose && before !== undefined && point.norm > SLOW_SHARE * before) {
      inverse = inverse.at((yield { kind: 'hessian' }) as HessianSolver);
      norms = [point.norm];
      lookBack *= 2;
    }
  }
  return resultOf(best, maxIter, false, inverse);
}

/** The next point; where f no longer distinguishes them, that of the full step if its gradient is smaller. */
function* stepFrom(f: FunctionShape, point: Point, step: Float64Array): NewtonSteps<Point | null> {
  const next = yield* lineSearch(f, point, step, dot(point.gradient, step));
  if (next !== null) return next;
  const full = yield* pointAt(f, moved(point.parameters, step, 1));
  return full.norm < point.norm ? full : null;
}
