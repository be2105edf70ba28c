import { chiSquareQuantile } from '../special-functions/normal-quantile.js';

/** What an empty bin counts as: its logarithm would be infinite. */
const EMPTY = 0.5;

/**
 * The population stability index of two counts over the same bins: Σ (q − p)·ln(q / p) over the bins' shares p before and q now. Half a
 * user is added to every bin, so that an empty one has a share. 0 of equal shares; 0 where nobody was counted on either side.
 * @param before users by bin; @param now of the same length
 * @see Siddiqi, "Credit Risk Scorecards" (2006); it is Jeffreys's divergence (1946)
 */
export function populationStability(before: readonly number[], now: readonly number[]): number {
  const [n, m] = [total(before), total(now)];
  if (n === 0 || m === 0) return 0;
  let sum = 0;
  for (let bin = 0; bin < before.length; bin++) {
    if (before[bin] === 0 && now[bin] === 0) continue;
    const p = (before[bin]! + EMPTY) / (n + EMPTY * before.length);
    const q = (now[bin]! + EMPTY) / (m + EMPTY * before.length);
    sum += (q - p) * Math.log(q / p);
  }
  return sum;
}

/**
 * What chance alone makes of the index of two samples of one population, exceeded with probability `alpha`: it is distributed as a
 * chi-square of (bins − 1) degrees times 1/n + 1/m. Users who are in both samples make it less.
 * @see Yurdakul, Naranjo, "Statistical properties of the population stability index" (2020)
 */
export function chanceOfStability(before: readonly number[], now: readonly number[], alpha: number): number {
  const [n, m] = [total(before), total(now)];
  if (n === 0 || m === 0) return Number.POSITIVE_INFINITY;
  const used = before.filter((count, bin) => count > 0 || now[bin]! > 0).length;
  return chiSquareQuantile(1 - alpha, used - 1) * (1 / n + 1 / m);
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
