import type { Interval } from './interval.js';
import { classCounts, type RankedScores } from './ranked-scores.js';
import { positivesInTop, topSize } from './top-rows.js';
import { wilsonInterval } from './wilson-interval.js';

/**
 * 95 % interval of lift: Wilson's interval of the share of positives that the top holds, divided by the top's share of
 * the rows. The number of trials is that of the positives, or more where positives fill much of the top, whose size is
 * fixed: then the number that matches the variance of the rows' influence on the share. No lift exceeds 1 / base rate,
 * nor does the upper limit with the lowest base rate that these rows allow. Null with fewer than two rows of a class.
 */
export function liftIntervalOfRanked(ranked: RankedScores, counts: Float64Array, percent: number): Interval | null {
  const { positives, negatives } = classCounts(ranked, counts);
  if (positives < 2 || negatives < 2) return null;
  const total = positives + negatives;
  const size = topSize(total, percent);
  const caught = positivesInTop(ranked, counts, size);
  const recall = caught / positives;
  const variance = recallVariance({ caught, size, positives, total, atCut: rateAtCut(ranked, counts, size, total) });
  const trials = variance > 0 ? Math.max(positives, (recall * (1 - recall)) / variance) : positives;
  const [low, high] = wilsonInterval(recall * trials, trials);
  const [lowestBaseRate] = wilsonInterval(positives, total);
  return [(low * total) / size, Math.min((high * total) / size, 1 / lowestBaseRate)];
}

/** Share of positives among the rows around the cut: between half as many and half as many again as the top has. */
function rateAtCut(ranked: RankedScores, counts: Float64Array, size: number, total: number): number {
  const from = size / 2;
  const to = Math.min(total, 1.5 * size);
  return to > from ? (positivesInTop(ranked, counts, to) - positivesInTop(ranked, counts, from)) / (to - from) : 0;
}

/**
 * Variance of the share of positives in a top of fixed size, from the influence of each row on it:
 * (y·[in the top] − atCut·([in the top] − q) − recall·y) / base rate, where q is the top's share of the rows.
 */
function recallVariance(top: {
  readonly caught: number;
  readonly size: number;
  readonly positives: number;
  readonly total: number;
  readonly atCut: number;
}): number {
  const { caught, size, positives, total, atCut } = top;
  const recall = caught / positives;
  const everywhere = (atCut * size) / total;
  const cells: readonly (readonly [rows: number, influence: number])[] = [
    [caught, 1 - atCut - recall],
    [size - caught, -atCut],
    [positives - caught, -recall],
    [total - size - positives + caught, 0],
  ];
  const squares = cells.reduce((sum, [rows, influence]) => sum + rows * (influence + everywhere) ** 2, 0);
  return squares / positives ** 2;
}
