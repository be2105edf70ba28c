import { PropensityError } from '../../errors/propensity-error.js';
import type { HessianSolver } from './hessian-factor.js';
import { dot, InverseHessian } from './inverse-hessian.js';
import type { Evaluation, LogisticFunction } from './logistic-function.js';

export interface NewtonOptions {
  /** Stops at max|gradient| ≤ tol·Σ weights. */
  readonly tol: number;
  /** Greatest number of steps. */
  readonly maxIter: number;
}

export interface NewtonResult {
  /** In the solver's order. */
  readonly parameters: Float64Array;
  readonly objective: number;
  /** max|∂f/∂θ| at those parameters, in the function's `gradientUnits`. */
  readonly gradientNorm: number;
  readonly nIter: number;
  readonly converged: boolean;
  /** The approximate inverse of the Hessian at the end. */
  readonly inverse: InverseHessian | null;
}

/** What the minimiser wants to know of f: f and its gradient at a point, or H at the one that was evaluated last. */
export type NewtonQuestion =
  | { readonly kind: 'evaluate'; readonly parameters: Float64Array }
  | { readonly kind: 'hessian' }
  | { readonly kind: 'largestHessian' };

/** An `Evaluation` to `evaluate`, a solver to the others. */
export type NewtonAnswer = Evaluation | HessianSolver;

/** What the minimiser knows of f without asking. */
export type FunctionShape = Pick<LogisticFunction, 'totalWeight' | 'gradientUnits' | 'factorises'>;

/** The minimiser, which stops at each of its questions until somebody answers. */
export type NewtonSteps<T> = Generator<NewtonQuestion, T, NewtonAnswer>;

/** A point that the minimiser has evaluated. */
export interface Point extends Evaluation {
  readonly parameters: Float64Array;
  readonly norm: number;
}

const SUFFICIENT_DECREASE = 1e-4;
const MAX_HALVINGS = 12;
/** An expected decrease below this share of the objective counts as none. */
const RESOLUTION = 1e-15;
/** Relative rounding of a sum of a million terms: an increase this small is no reason to reject a step. */
const OBJECTIVE_ROUNDING = 1e-13;
/** After a step that shrank the gradient to this share or less, the corrected Hessian is reused for the next step. */
const REUSE_SHARE = 0.3;

/**
 * Damped Newton on f from `start`. Stops when max|∂f/∂θ| ≤ tol·Σw (scikit-learn's rule, whose objective is a mean); the
 * Newton step of that last point is still taken, so the solution is closer than the stopping rule requires. A tolerance
 * finer than f can resolve is pursued by the gradient alone, until it is within rounding too. A factorised Hessian,
 * which costs several gradients, is kept and corrected for as long as its steps shrink the gradient well. Where a
 * Newton step fails because the curvature is almost 0, a step with the largest possible curvature, ¼ per row, is taken
 * instead: it always descends.
 * @param known an approximate inverse of the Hessian at the start, such as that of a similar function; null when there
 * is none
 * @throws PropensityError `not_finite` where f or its gradient is not finite at `start`, `singular_hessian`
 * @see scikit-learn's `NewtonCholeskySolver`; Böhning, Lindsay (1988), "Monotonicity of quadratic-approximation
 * algorithms"
 */
export function minimiseByNewton(
  f: LogisticFunction,
  start: Float64Array,
  options: NewtonOptions,
  known: InverseHessian | null = null,
): NewtonResult {
  const steps = newtonSteps(f, start, options, known);
  let step = steps.next();
  while (step.done !== true) {
    const question = step.value;
    const answer = question.kind === 'evaluate' ? f.evaluate(question.parameters) : f[question.kind]();
    step = steps.next(answer);
  }
  return step.value;
}

/** `minimiseByNewton` of a function whose values come from elsewhere, such as from statements in a warehouse. */
export function* newtonSteps(
  f: FunctionShape,
  start: Float64Array,
  options: NewtonOptions,
  known: InverseHessian | null = null,
): NewtonSteps<NewtonResult> {
  const tolerance = options.tol * f.totalWeight;
  let point = yield* pointAt(f, start);
  if (!Number.isFinite(point.objective) || !Number.isFinite(point.norm)) {
    throw new PropensityError('not_finite', 'The logistic regression’s objective is not finite at the start.');
  }
  let inverse = known;
  for (let nIter = 1; nIter <= options.maxIter; nIter++) {
    const isFresh: boolean = inverse === null;
    inverse ??= new InverseHessian((yield { kind: 'hessian' }) as HessianSolver);
    const step = inverse.times(point.gradient);
    const decrease = dot(point.gradient, step);
    if (point.norm <= tolerance) {
      const last = yield* pointAt(f, moved(point.parameters, step, 1));
      return resultOf(isBetter(last, point) ? last : point, nIter, true, inverse);
    }
    if (decrease <= RESOLUTION * point.objective) {
      // f no longer distinguishes the points; the gradient does, and where the curvature is slight they are still far
      // apart.
      const next = yield* pointAt(f, moved(point.parameters, step, 1));
      if (next.norm <= REUSE_SHARE * point.norm) {
        if (!f.factorises) inverse = null;
        point = next;
        continue;
      }
      if (isFresh) return resultOf(next.norm < point.norm ? next : point, nIter, true, inverse);
      inverse = null;
      point = next.norm < point.norm ? next : yield* pointAt(f, point.parameters);
      continue;
    }
    const next = yield* lineSearch(f, point, step, decrease);
    if (next !== null) {
      inverse.learn(difference(next.parameters, point.parameters), difference(next.gradient, point.gradient));
      if (!f.factorises || next.norm > REUSE_SHARE * point.norm) inverse = null;
      point = next;
    } else if (isFresh) {
      inverse = null;
      const bounded = yield* boundedStep(f, point);
      if (bounded === null) return resultOf(point, nIter, false, inverse);
      point = bounded;
    } else {
      inverse = null;
      // The rows' curvature is that of the last point tried, which was rejected.
      point = yield* pointAt(f, point.parameters);
    }
  }
  return resultOf(point, options.maxIter, false, inverse);
}

export function isBetter(last: Point, point: Point): boolean {
  return last.norm <= point.norm && last.objective <= point.objective * (1 + OBJECTIVE_ROUNDING);
}

/** A step with the largest curvature, doubled for as long as f falls: far from the minimum it is far too short. */
function* boundedStep(f: FunctionShape, point: Point): NewtonSteps<Point | null> {
  const step = ((yield { kind: 'largestHessian' }) as HessianSolver).solve(point.gradient);
  let best = yield* lineSearch(f, point, step, dot(point.gradient, step));
  for (let length = 2; best !== null; length *= 2) {
    const next = yield* pointAt(f, moved(point.parameters, step, length));
    if (!(next.objective < best.objective)) return yield* pointAt(f, best.parameters);
    best = next;
  }
  return null;
}

/** The first of the full step, half of it, … that decreases f enough; null when none does. */
export function* lineSearch(
  f: FunctionShape,
  point: Point,
  step: Float64Array,
  decrease: number,
): NewtonSteps<Point | null> {
  if (!(decrease > 0)) return null;
  for (let halvings = 0; halvings <= MAX_HALVINGS; halvings++) {
    const length = 2 ** -halvings;
    const next = yield* pointAt(f, moved(point.parameters, step, length));
    const enough = point.objective * (1 + OBJECTIVE_ROUNDING) - SUFFICIENT_DECREASE * length * decrease;
    if (next.objective <= enough) return next;
  }
  return null;
}

export function* pointAt(f: FunctionShape, parameters: Float64Array): NewtonSteps<Point> {
  const { objective, gradient } = (yield { kind: 'evaluate', parameters }) as Evaluation;
  return { parameters, objective, gradient, norm: maxAbs(gradient, f.gradientUnits) };
}

export function resultOf(
  { parameters, objective, norm }: Point,
  nIter: number,
  converged: boolean,
  inverse: InverseHessian | null,
): NewtonResult {
  return { parameters, objective, gradientNorm: norm, nIter, converged, inverse };
}

export function difference(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, j) => value - b[j]!);
}

/** `values` − `length`·`step`. */
export function moved(values: Float64Array, step: Float64Array, length: number): Float64Array {
  return values.map((value, j) => value - length * step[j]!);
}

function maxAbs(values: Float64Array, units: Float64Array): number {
  let largest = 0;
  for (let j = 0; j < values.length; j++) largest = Math.max(largest, Math.abs(values[j]!) / units[j]!);
  return largest;
}
