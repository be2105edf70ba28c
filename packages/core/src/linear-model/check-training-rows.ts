import { PropensityError } from '../errors/propensity-error.js';
import { asDoubles } from '../threads/shared-memory.js';
import type { LogisticProblem } from './logistic-problem.js';

/** @throws PropensityError `shape_mismatch` */
export function requireLength(name: string, length: number, expected: number): void {
  if (length !== expected) {
    throw new PropensityError('shape_mismatch', `${name} has ${length} values where ${expected} were expected.`);
  }
}

/** The labels, read-only. @throws PropensityError `shape_mismatch`, `bad_labels` */
export function checkLabels(y: ArrayLike<number>, nRows: number, shared: boolean): Float64Array {
  requireLength('y', y.length, nRows);
  const labels = asDoubles(y, shared);
  const bad = labels.findIndex((label) => label !== 0 && label !== 1);
  if (bad >= 0) throw new PropensityError('bad_labels', `Labels must be 0 or 1; row ${bad} has ${labels[bad]}.`);
  return labels;
}

/** Bounds of the sum of all weights: sums of weighted squares are then finite, and a gradient is above rounding. */
const WEIGHT_SUMS = [1e-100, 1e100] as const;

/** The weights, read-only; null where none are given. @throws PropensityError `shape_mismatch`, `bad_weights` */
export function checkWeights(
  sampleWeight: ArrayLike<number> | undefined,
  nRows: number,
  shared: boolean,
): Float64Array | null {
  if (sampleWeight === undefined) return null;
  requireLength('sampleWeight', sampleWeight.length, nRows);
  const weights = asDoubles(sampleWeight, shared);
  const bad = weights.findIndex((weight) => !(weight >= 0 && Number.isFinite(weight)));
  if (bad >= 0) {
    throw new PropensityError(
      'bad_weights',
      `Weights must be finite and not negative; row ${bad} has ${weights[bad]}.`,
    );
  }
  return weights;
}

/** @throws PropensityError `bad_weights` where their sum is too large or too small, but not 0: see `checkClasses` */
export function checkWeightSum(weights: Float64Array | null): void {
  if (weights === null) return;
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += weights[i]!;
  if (sum !== 0 && !(sum >= WEIGHT_SUMS[0] && sum <= WEIGHT_SUMS[1])) {
    throw new PropensityError(
      'bad_weights',
      `The weights add up to ${sum}: their sum must be between ${WEIGHT_SUMS[0]} and ${WEIGHT_SUMS[1]}.`,
      { hint: 'Divide all weights by one number, and multiply C by it: the model is the same.' },
    );
  }
}

/** With log-odds beyond ±this, the objective has no digits left for the other rows. */
const MAX_OFFSET = 1e9;

/** The offsets, read-only; null where none are given. @throws PropensityError `shape_mismatch`, `bad_offset` */
export function checkOffset(
  offset: ArrayLike<number> | undefined,
  nRows: number,
  shared: boolean,
): Float64Array | null {
  if (offset === undefined) return null;
  requireLength('offset', offset.length, nRows);
  const values = asDoubles(offset, shared);
  const bad = values.findIndex((value) => !(Math.abs(value) <= MAX_OFFSET));
  if (bad >= 0) {
    throw new PropensityError('bad_offset', `Offsets must be within ±${MAX_OFFSET}; row ${bad} has ${values[bad]}.`);
  }
  return values;
}

/** The logit of the weighted base rate. @throws PropensityError `one_class` */
export function checkClasses({ y, sampleWeight }: LogisticProblem): number {
  let positive = 0;
  let negative = 0;
  for (let i = 0; i < y.length; i++) {
    const weight = sampleWeight === null ? 1 : sampleWeight[i]!;
    if (y[i] === 1) positive += weight;
    else negative += weight;
  }
  if (positive === 0 || negative === 0) {
    const seen = positive > 0 ? 'only positives' : negative > 0 ? 'only negatives' : 'nothing';
    throw new PropensityError('one_class', `A model needs rows of both classes; the training rows hold ${seen}.`, {
      kind: 'refused',
      hint: 'Train on more rows or days, or choose a target that some users reach and others do not.',
    });
  }
  const logit = Math.log(positive / negative);
  return Number.isFinite(logit) ? logit : Math.log(positive) - Math.log(negative);
}
