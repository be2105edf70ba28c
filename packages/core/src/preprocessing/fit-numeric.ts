import { PropensityError } from '../errors/propensity-error.js';
import { signedLog1p } from '../special-functions/signed-log1p.js';
import { type CodedCells, lengthOfCells, type NumberCells } from '../table/coded-numbers.js';
import type { FittedNumeric } from './fitted-transformers.js';
import { median, medianOfCounts } from './median.js';
import { chosenLength, type RowChoice } from './row-choice.js';

/** A deviation at or below this share of the mean, for each row, is rounding error: the column counts as constant, as in scikit-learn. */
const ROUNDING_PER_ROW = Number.EPSILON;

/** A numeric column to learn from. */
export interface NumberColumn {
  readonly name: string;
  readonly cells: NumberCells;
  /** The logarithms of cells that are doubles, where they are known. */
  readonly logarithms?: Float64Array | undefined;
  readonly log1p: boolean;
  readonly missingIndicator: boolean;
}

/**
 * Median (missing values left out; 0 when all are), then mean and population deviation of the imputed, transformed values.
 * @param scratch room for the values; its contents are lost
 * @throws PropensityError `infinite_value`, `value_too_large`
 * @see scikit-learn's `SimpleImputer(strategy='median')` and `StandardScaler`
 */
export function fitNumeric(column: NumberColumn, rows: RowChoice, scratch: Float64Array): FittedNumeric {
  const { name, cells, log1p } = column;
  const nRows = chosenLength(rows, lengthOfCells(cells));
  const room = scratch.subarray(0, nRows);
  const { impute, known } =
    cells instanceof Float64Array ? knownDoubles(cells, column, rows, room) : knownCodes(cells, log1p, rows, room);
  const imputed = log1p ? signedLog1p(impute) : impute;
  const { mean, deviation } = moments(known, imputed, nRows - known.length);
  if (!Number.isFinite(deviation)) {
    if (known.some((value) => Math.abs(value) === Number.POSITIVE_INFINITY)) throw infiniteValue(name);
    throw valueTooLarge(name);
  }
  return {
    kind: 'numeric',
    name,
    log1p,
    impute,
    mean,
    scale: scaleOf(deviation, mean, nRows),
    missingIndicator: column.missingIndicator && known.length < nRows,
  };
}

/** What is not missing. */
interface KnownNumbers {
  /** The median; 0 for none. */
  readonly impute: number;
  /** The numbers, their logarithms where those are wanted, in the order of the rows; in the memory of the scratch. */
  readonly known: Float64Array;
}

function knownDoubles(
  values: Float64Array,
  { log1p, logarithms }: NumberColumn,
  rows: RowChoice,
  scratch: Float64Array,
): KnownNumbers {
  const known = knownOf(values, rows, scratch);
  const impute = known.length === 0 ? 0 : median(known);
  if (!log1p) return { impute, known };
  if (logarithms !== undefined) return { impute, known: knownOf(logarithms, rows, scratch) };
  for (let i = 0; i < known.length; i++) known[i] = signedLog1p(known[i]!);
  return { impute, known };
}

/**
 * The chosen rows' known values, in `scratch`. Every value is written, and the index advances only for known ones:
 * without a branch, since missing ones follow no pattern.
 */
function knownOf(values: Float64Array, rows: RowChoice, scratch: Float64Array): Float64Array {
  let count = 0;
  for (let i = 0; i < scratch.length; i++) {
    const value = values[rows === undefined ? i : rows[i]!]!;
    scratch[count] = value;
    count += Number(!Number.isNaN(value));
  }
  return scratch.subarray(0, count);
}

/** Each number of the dictionary is looked at once, and counted. */
function knownCodes(
  { codes, dictionary }: CodedCells,
  log1p: boolean,
  rows: RowChoice,
  scratch: Float64Array,
): KnownNumbers {
  const numbers = log1p ? dictionary.map(signedLog1p) : dictionary;
  const counts = new Uint32Array(dictionary.length);
  let count = 0;
  for (let i = 0; i < scratch.length; i++) {
    const code = codes[rows === undefined ? i : rows[i]!]!;
    counts[code]!++;
    scratch[count] = numbers[code]!;
    count += Number(code !== 0);
  }
  const impute = count === 0 ? 0 : medianOfCounts(dictionary.subarray(1), counts.subarray(1));
  return { impute, known: scratch.subarray(0, count) };
}

export function infiniteValue(name: string): PropensityError {
  return new PropensityError('infinite_value', `The numeric column "${name}" has an infinite value.`, {
    kind: 'refused',
    hint: 'Replace infinite values by a number, or leave them empty to have them treated as missing.',
  });
}

export function valueTooLarge(name: string): PropensityError {
  return new PropensityError('value_too_large', `The numeric column "${name}" has values too large to be squared.`, {
    kind: 'refused',
    hint: 'Divide the column by a power of ten, or take its logarithm.',
  });
}

/** What numbers of that deviation are divided by: 1 where they are constant but for rounding. */
export function scaleOf(deviation: number, mean: number, nRows: number): number {
  return deviation <= nRows * ROUNDING_PER_ROW * Math.abs(mean) ? 1 : deviation;
}

/** Moments of `known` together with `nMissing` times `imputed`. */
function moments(known: Float64Array, imputed: number, nMissing: number): { mean: number; deviation: number } {
  const n = known.length + nMissing;
  // Sums of differences from one value: a constant column gets exactly that value as mean, and 0 as deviation.
  const origin = known.length > 0 ? known[0]! : imputed;
  let sum = nMissing * (imputed - origin);
  for (let i = 0; i < known.length; i++) sum += known[i]! - origin;
  const mean = origin + sum / n;
  let squares = nMissing * (imputed - mean) ** 2;
  for (let i = 0; i < known.length; i++) {
    const difference = known[i]! - mean;
    squares += difference * difference;
  }
  const deviation = Math.sqrt(squares / n);
  return { mean, deviation: deviation < SMALLEST ? smallDeviation(known, imputed, nMissing, mean) : deviation };
}

/** Below this, squares of differences lose digits or underflow. */
const SMALLEST = 1e-140;

/** The same deviation, from differences in units of the largest; 0 where there is none. */
function smallDeviation(known: Float64Array, imputed: number, nMissing: number, mean: number): number {
  let largest = nMissing > 0 ? Math.abs(imputed - mean) : 0;
  for (let i = 0; i < known.length; i++) largest = Math.max(largest, Math.abs(known[i]! - mean));
  if (largest === 0) return 0;
  let squares = nMissing * ((imputed - mean) / largest) ** 2;
  for (let i = 0; i < known.length; i++) squares += ((known[i]! - mean) / largest) ** 2;
  return largest * Math.sqrt(squares / (known.length + nMissing));
}
