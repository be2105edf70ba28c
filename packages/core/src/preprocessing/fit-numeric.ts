import { PropensityError } from '../errors/propensity-error.js';
import type { FittedNumeric } from './fitted-transformers.js';
import { signedLog1p } from './signed-log1p.js';

/** A deviation at or below this share of the mean is rounding error: the column counts as constant. */
const RELATIVE_ZERO = 1e-12;

/**
 * Median (missing values left out; 0 when all are), then mean and population deviation of the imputed, transformed values.
 * @throws PropensityError `infinite_value`
 * @see scikit-learn's `SimpleImputer(strategy='median')` and `StandardScaler`
 */
export function fitNumeric(
  name: string,
  values: Float64Array,
  options: { readonly log1p: boolean; readonly missingIndicator: boolean },
): FittedNumeric {
  const known = values.filter((value) => !Number.isNaN(value)).sort();
  if (known.length > 0 && !(Number.isFinite(known[0]) && Number.isFinite(known.at(-1)))) {
    throw new PropensityError('infinite_value', `The numeric column "${name}" has an infinite value.`, {
      kind: 'refused',
      hint: 'Replace infinite values by a number, or leave them empty to have them treated as missing.',
    });
  }
  const impute = medianOfSorted(known);
  const { mean, deviation } = moments(values, impute, options.log1p);
  return {
    kind: 'numeric',
    name,
    log1p: options.log1p,
    impute,
    mean,
    scale: deviation <= RELATIVE_ZERO * Math.abs(mean) ? 1 : deviation,
    missingIndicator: options.missingIndicator && known.length < values.length,
  };
}

function medianOfSorted(sorted: Float64Array): number {
  if (sorted.length === 0) return 0;
  const middle = sorted.length >> 1;
  const upper = sorted[middle]!;
  return sorted.length % 2 === 1 ? upper : (sorted[middle - 1]! + upper) / 2;
}

function moments(values: Float64Array, impute: number, log1p: boolean): { mean: number; deviation: number } {
  const n = values.length;
  const transformed = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const value = Number.isNaN(values[i]) ? impute : values[i]!;
    transformed[i] = log1p ? signedLog1p(value) : value;
  }
  // Sums of differences from the first value: a constant column gets exactly its value as mean, and 0 as deviation.
  const origin = transformed[0]!;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += transformed[i]! - origin;
  const shift = sum / n;
  const mean = origin + shift;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (transformed[i]! - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / n) };
}
