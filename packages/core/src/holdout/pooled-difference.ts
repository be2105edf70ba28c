import type { Interval } from '../metrics/interval.js';
import { studentTQuantile } from '../metrics/student-t-quantile.js';
import { Z_975 } from '../metrics/wilson-interval.js';
import { constrainedRates } from './constrained-rates.js';

/** Users of one group, and those of them who converted. */
export interface GroupCount {
  readonly n: number;
  readonly converted: number;
}

/** Users of the same scores in one week, by group. */
export interface Stratum {
  readonly exported: GroupCount;
  readonly held_out: GroupCount;
}

/** What exported users do more than held-out ones of the same week and tenth of scores. */
export interface PooledDifference {
  /** Difference of the converted shares, exported minus held out, in [−1, 1]: strata weighted as Mantel and Haenszel do. */
  readonly difference: number;
  readonly interval: Interval;
  /** Converted share of each group, over the same weights. */
  readonly exported_share: number;
  readonly held_out_share: number;
  /** Standard error of the difference where there is none: what a power calculation needs. */
  readonly standard_error: number;
}

export interface DifferenceOptions {
  readonly designEffect?: number;
  readonly degreesOfFreedom?: number;
}

const STEPS = 60;

/**
 * The pooled difference of converted shares over strata, with Miettinen's and Nurminen's 95 % score interval, which holds with few
 * conversions too. Null where no stratum has users of both groups.
 * @param options.designEffect times as much variance as users who are each in one week would have, since one is in several; 1 or more
 * @param options.degreesOfFreedom with which it is known; left out, or where it is 1, the normal distribution's quantile is taken
 * @see Miettinen, Nurminen (1985); Greenland, Robins (1985) for the weights
 */
export function pooledDifference(
  strata: readonly Stratum[],
  { designEffect = 1, degreesOfFreedom }: DifferenceOptions = {},
): PooledDifference | null {
  const used = strata.filter(({ exported, held_out }) => exported.n > 0 && held_out.n > 0);
  const total = used.reduce((sum, stratum) => sum + weightOf(stratum), 0);
  if (total === 0) return null;
  const mean = (value: (stratum: Stratum) => number) =>
    used.reduce((sum, stratum) => sum + weightOf(stratum) * value(stratum), 0) / total;
  const exported = mean(({ exported: { n, converted } }) => converted / n);
  const heldOut = mean(({ held_out: { n, converted } }) => converted / n);
  const difference = exported - heldOut;
  const errorAt = (at: number) =>
    Math.sqrt(designEffect * used.reduce((sum, each) => sum + weightOf(each) ** 2 * varianceAt(each, at), 0)) / total;
  const quantile = degreesOfFreedom === undefined || designEffect === 1 ? Z_975 : studentTQuantile(degreesOfFreedom);
  const isInside = (at: number) => Math.abs(difference - at) <= quantile * errorAt(at);
  return {
    difference,
    interval: [bound(difference, -1, isInside), bound(difference, 1, isInside)],
    exported_share: exported,
    held_out_share: heldOut,
    standard_error: errorAt(0),
  };
}

/** Mantel's and Haenszel's: the harmonic size of the two groups. */
export function weightOf({ exported, held_out }: Stratum): number {
  const n = exported.n + held_out.n;
  return n === 0 ? 0 : (exported.n * held_out.n) / n;
}

/** Variance of the difference of shares where it is `at`, with Miettinen's and Nurminen's correction. */
function varianceAt({ exported, held_out }: Stratum, at: number): number {
  const [p1, p0] = constrainedRates([exported.converted, exported.n], [held_out.converted, held_out.n], at);
  const n = exported.n + held_out.n;
  const variance = (p1 * (1 - p1)) / exported.n + (p0 * (1 - p0)) / held_out.n;
  return (variance * n) / (n - 1);
}

/** Where the interval ends between the estimate, which is in it, and `end`. */
function bound(estimate: number, end: number, isInside: (at: number) => boolean): number {
  if (isInside(end)) return end;
  let [inside, outside] = [estimate, end];
  for (let step = 0; step < STEPS; step++) {
    const middle = (inside + outside) / 2;
    if (isInside(middle)) inside = middle;
    else outside = middle;
  }
  return inside;
}
