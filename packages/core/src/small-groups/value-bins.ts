import type { NumberRange, ValueRange } from '../ports/training-rows.js';
import { signedLog1p } from '../special-functions/signed-log1p.js';

/** Parts of a number's range. */
const BINS = 1024;
/** No more than one row in 17 lies so many deviations above the mean (Cantelli), or below it: no tenth ends there. */
const DEVIATIONS = 4;

/** The range within which a number is counted, where its extremes are not told: by mean and deviation of its signed logarithm. */
export function rangeWithin(mean: number, deviation: number): Pick<NumberRange, 'lowest' | 'highest'> {
  const value = (t: number) => Math.sign(t) * Math.expm1(Math.abs(t));
  return { lowest: value(mean - DEVIATIONS * deviation), highest: value(mean + DEVIATIONS * deviation) };
}

/** Bins of equal width in the signed logarithm; what lies beyond the range is in the first or the last one. */
export interface ValueBins {
  readonly from: number;
  /** Bins in one unit of the logarithm; 0 where there is one bin. */
  readonly perUnit: number;
  readonly last: number;
}

export function valueBins({ lowest, highest }: Pick<ValueRange, 'lowest' | 'highest'>): ValueBins {
  const from = signedLog1p(lowest);
  const width = signedLog1p(highest) - from;
  return { from, perUnit: width > 0 ? BINS / width : 0, last: width > 0 ? BINS - 1 : 0 };
}

export function valueBin(value: number, { from, perUnit, last }: ValueBins): number {
  return Math.min(last, Math.max(0, Math.floor((signedLog1p(value) - from) * perUnit)));
}
