import { PropensityError } from '../errors/propensity-error.js';
import type { FittedNumeric } from './fitted-transformers.js';
import { median } from './median.js';
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
  const known = knownOf(values, name);
  const impute = known.length === 0 ? 0 : median(known);
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

/** The values that are not missing. */
function knownOf(values: Float64Array, name: string): Float64Array {
  const known = new Float64Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) continue;
    if (!Number.isFinite(value)) {
      throw new PropensityError('infinite_value', `The numeric column "${name}" has an infinite value.`, {
        kind: 'refused',
        hint: 'Replace infinite values by a number, or leave them empty to have them treated as missing.',
      });
    }
    known[count++] = value;
  }
  return known.subarray(0, count);
}

function moments(values: Float64Array, impute: number, log1p: boolean): { mean: number; deviation: number } {
  const n = values.length;
  const transformed = log1p ? values.map((value) => signedLog1p(Number.isNaN(value) ? impute : value)) : values;
  const imputed = log1p ? signedLog1p(impute) : impute;
  // Sums of differences from the first value: a constant column gets exactly its value as mean, and 0 as deviation.
  const origin = Number.isNaN(transformed[0]) ? imputed : transformed[0]!;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const value = transformed[i]!;
    sum += (Number.isNaN(value) ? imputed : value) - origin;
  }
  const mean = origin + sum / n;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    const value = transformed[i]!;
    const difference = (Number.isNaN(value) ? imputed : value) - mean;
    squares += difference * difference;
  }
  return { mean, deviation: Math.sqrt(squares / n) };
}
