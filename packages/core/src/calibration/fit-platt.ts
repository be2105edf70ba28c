import { softplus } from '../special-functions/sigmoid.js';
import type { Calibration } from './calibration.js';
import { countBothClasses } from './count-both-classes.js';

export type PlattCalibration = Extract<Calibration, { method: 'platt' }>;

const MAX_ITER = 100;
/** Relative rounding of a loss summed over a million rows: below it no decrease can be told. */
const ROUNDING = 1e-13;

/**
 * Platt scaling: the (slope, intercept) that minimise the log-loss of σ(slope·η + intercept) against Platt's smoothed
 * targets, (N₊ + 1)/(N₊ + 2) for positives and 1/(N₋ + 2) for negatives. The smoothing keeps the answer finite when η
 * separates the classes, and fades as rows accumulate. η must come from rows the model has not seen. When all η are equal
 * the slope stays 1.
 * @param eta linear scores, one a row, finite
 * @param y 0 or 1, one a row
 * @throws PropensityError `one_class` unless both classes are present
 * @see Platt (1999); Lin, Lin, Weng (2007), "A note on Platt's probabilistic outputs"; scikit-learn's `_sigmoid_calibration`
 */
export function fitPlatt(eta: Float64Array, y: ArrayLike<number>): PlattCalibration {
  const n = eta.length;
  const { targetOfPositive, targetOfNegative } = smoothedTargets(y);
  const target = Float64Array.from({ length: n }, (_, i) => (y[i] === 1 ? targetOfPositive : targetOfNegative));
  const { slope, intercept } = minimise(eta, target);
  return { method: 'platt', slope, intercept };
}

/**
 * Platt's targets, (N₊ + 1)/(N₊ + 2) and 1/(N₋ + 2): as certain as so many rows allow a calibration to be.
 * @throws PropensityError `one_class` unless both classes are present
 */
export function smoothedTargets(y: ArrayLike<number>) {
  const { positives, negatives } = countBothClasses(y);
  return { targetOfPositive: (positives + 1) / (positives + 2), targetOfNegative: 1 / (negatives + 2) };
}

function loss(eta: Float64Array, target: Float64Array, slope: number, intercept: number): number {
  let sum = 0;
  for (let i = 0; i < eta.length; i++) {
    const logit = slope * eta[i]! + intercept;
    sum += softplus(logit) - target[i]! * logit;
  }
  return sum;
}

function minimise(eta: Float64Array, target: Float64Array): { slope: number; intercept: number } {
  const constant = eta.every((value) => value === eta[0]);
  let slope = 1;
  let intercept = 0;
  let current = loss(eta, target, slope, intercept);
  for (let iteration = 0; iteration < MAX_ITER; iteration++) {
    let gSlope = 0;
    let gIntercept = 0;
    let hSlope = 0;
    let hBoth = 0;
    let hIntercept = 0;
    for (let i = 0; i < eta.length; i++) {
      const p = 1 / (1 + Math.exp(-(slope * eta[i]! + intercept)));
      const residual = p - target[i]!;
      const weight = p * (1 - p);
      gSlope += residual * eta[i]!;
      gIntercept += residual;
      hSlope += weight * eta[i]! * eta[i]!;
      hBoth += weight * eta[i]!;
      hIntercept += weight;
    }
    // A ridge far below the data's curvature keeps the 2 × 2 system solvable when every p is near 0 or 1.
    const ridge = 1e-12 * (hSlope + hIntercept) + 1e-300;
    let stepSlope = 0;
    let stepIntercept = -gIntercept / (hIntercept + ridge);
    if (!constant) {
      const determinant = (hSlope + ridge) * (hIntercept + ridge) - hBoth * hBoth;
      stepSlope = -((hIntercept + ridge) * gSlope - hBoth * gIntercept) / determinant;
      stepIntercept = -((hSlope + ridge) * gIntercept - hBoth * gSlope) / determinant;
    }
    const descent = gSlope * stepSlope + gIntercept * stepIntercept;
    if (!(descent < 0)) return { slope, intercept };
    // The loss cannot tell whether this step is right, but so near the minimum it is.
    if (-descent <= 10 * ROUNDING * current) {
      return { slope: slope + stepSlope, intercept: intercept + stepIntercept };
    }
    let length = 1;
    let next = loss(eta, target, slope + stepSlope, intercept + stepIntercept);
    while (!(next <= current * (1 + ROUNDING) + 1e-4 * length * descent) && length > 1e-10) {
      length /= 2;
      next = loss(eta, target, slope + length * stepSlope, intercept + length * stepIntercept);
    }
    if (!(next <= current * (1 + ROUNDING))) return { slope, intercept };
    slope += length * stepSlope;
    intercept += length * stepIntercept;
    current = next;
  }
  return { slope, intercept };
}
