import { PropensityError } from '../errors/propensity-error.js';
import { softplus } from '../special-functions/sigmoid.js';

/** A line that maps a score to a logit. */
interface Line {
  readonly slope: number;
  readonly intercept: number;
}

/** Scores and targets, each of so many rows. */
interface Entries {
  readonly scores: Float64Array;
  readonly target: Float64Array;
  readonly counts: ArrayLike<number> | undefined;
}

/** A line and its loss. */
interface Place {
  readonly line: Line;
  readonly current: number;
}

const MAX_ITER = 1000;
/** Relative rounding of a loss summed over a million rows: a smaller decrease cannot be seen. */
const ROUNDING = 1e-13;
const SHORTEST_STEP = 1e-10;

/**
 * The line that minimises Σᵢ nᵢ·(softplus(logitᵢ) − targetᵢ·logitᵢ): Newton's method with a line search. Where the curvature
 * is almost 0 (every probability near 0 or 1) and a Newton step fails, a step with the largest possible curvature, ¼
 * per row, is taken instead: it always descends. Equal scores leave the slope at 1.
 * @param scores on the scale of log-odds, or standardised
 * @param target within (0, 1), one per row
 * @param counts rows that each element stands for; 1 each when left out
 * @throws PropensityError `not_converged`
 * @see Böhning, Lindsay (1988), "Monotonicity of quadratic-approximation algorithms"
 */
export function minimisePlatt(scores: Float64Array, target: Float64Array, counts?: ArrayLike<number>): Line {
  const entries: Entries = { scores, target, counts };
  const isConstant = scores.every((value) => value === scores[0]);
  let line: Line = { slope: 1, intercept: 0 };
  let current = loss(entries, line);
  for (let iteration = 0; iteration < MAX_ITER; iteration++) {
    const { gradient, hessian, largest } = derivatives(entries, line);
    if (gradient.slope === 0 && gradient.intercept === 0) return line;
    const newton = descend(gradient, hessian, isConstant);
    const descent = gradient.slope * newton.slope + gradient.intercept * newton.intercept;
    // Rounding hides whether this step lowers the loss, but so near the minimum it does.
    if (descent < 0 && -descent <= 10 * ROUNDING * current) return moved(line, newton, 1);
    const next =
      lineSearch(entries, { line, current }, newton, descent) ??
      boundedStep(entries, { line, current }, descend(gradient, largest, isConstant));
    if (next === null) return line;
    ({ line, current } = next);
  }
  throw new PropensityError('not_converged', 'Platt scaling did not converge on these scores.');
}

/** The first of the full step, half of it, … that decreases the loss enough; null when none does. */
function lineSearch(entries: Entries, { line, current }: Place, step: Line, descent: number): Place | null {
  if (!(descent < 0)) return null;
  let length = 1;
  let there = moved(line, step, length);
  let next = loss(entries, there);
  while (!(next <= current * (1 + ROUNDING) + 1e-4 * length * descent) && length > SHORTEST_STEP) {
    length /= 2;
    there = moved(line, step, length);
    next = loss(entries, there);
  }
  return next <= current * (1 + ROUNDING) ? { line: there, current: next } : null;
}

/**
 * The step, doubled for as long as the loss falls: far from the minimum it is far too short. Null when even the first
 * step does not help.
 */
function boundedStep(entries: Entries, { line, current }: Place, step: Line): Place | null {
  let best: Place | null = null;
  for (let length = 1; ; length *= 2) {
    const there = moved(line, step, length);
    const next = loss(entries, there);
    if (!(next < (best?.current ?? current))) return best;
    best = { line: there, current: next };
  }
}

/** A symmetric 2 × 2 matrix. */
interface Curvature {
  readonly slope: number;
  readonly both: number;
  readonly intercept: number;
}

/** `largest` bounds the Hessian at any line. */
function derivatives({ scores, target, counts }: Entries, { slope, intercept }: Line) {
  let gSlope = 0;
  let gIntercept = 0;
  let hSlope = 0;
  let hBoth = 0;
  let hIntercept = 0;
  let sum = 0;
  let squares = 0;
  let rows = 0;
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i]!;
    const p = 1 / (1 + Math.exp(-(slope * score + intercept)));
    const count = counts === undefined ? 1 : counts[i]!;
    const residual = count * (p - target[i]!);
    const weight = count * (p * (1 - p));
    gSlope += residual * score;
    gIntercept += residual;
    hSlope += weight * score * score;
    hBoth += weight * score;
    hIntercept += weight;
    sum += count * score;
    squares += count * (score * score);
    rows += count;
  }
  return {
    gradient: { slope: gSlope, intercept: gIntercept },
    hessian: { slope: hSlope, both: hBoth, intercept: hIntercept },
    largest: { slope: squares / 4, both: sum / 4, intercept: rows / 4 },
  };
}

/** −(curvature + ridge)⁻¹·gradient; along the intercept alone where all scores are equal. */
function descend(gradient: Line, curvature: Curvature, isConstant: boolean): Line {
  // A ridge far below the data's curvature keeps the 2 × 2 system solvable when every p is near 0 or 1.
  const ridge = 1e-12 * (curvature.slope + curvature.intercept) + 1e-300;
  const hIntercept = curvature.intercept + ridge;
  if (isConstant) return { slope: 0, intercept: -gradient.intercept / hIntercept };
  const hSlope = curvature.slope + ridge;
  const determinant = hSlope * hIntercept - curvature.both * curvature.both;
  return {
    slope: -(hIntercept * gradient.slope - curvature.both * gradient.intercept) / determinant,
    intercept: -(hSlope * gradient.intercept - curvature.both * gradient.slope) / determinant,
  };
}

function moved(line: Line, step: Line, length: number): Line {
  return { slope: line.slope + length * step.slope, intercept: line.intercept + length * step.intercept };
}

function loss({ scores, target, counts }: Entries, { slope, intercept }: Line): number {
  let sum = 0;
  for (let i = 0; i < scores.length; i++) {
    const logit = slope * scores[i]! + intercept;
    const ofRow = softplus(logit) - target[i]! * logit;
    sum += counts === undefined ? ofRow : counts[i]! * ofRow;
  }
  return sum;
}
