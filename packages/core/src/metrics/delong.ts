import { checkScores } from './check-scores.js';
import type { Interval } from './interval.js';
import { type RankedScores, rankScores } from './ranked-scores.js';
import { wilsonInterval, Z_975 } from './wilson-interval.js';

/** Two ROC AUCs on the same rows. */
export interface RocAucComparison {
  /** AUC of the first scores − AUC of the second. */
  readonly difference: number;
  readonly standardError: number;
  /** 95 % interval of the difference. */
  readonly interval: Interval;
}

/**
 * 95 % interval of the ROC AUC: DeLong's variance, normal on the logit scale, so that it stays inside [0, 1] and is wider
 * towards ½. Where one class is wholly above the other no spread can be seen: then Wilson's interval of as many trials as
 * the smaller class has rows. Null with fewer than two rows of a class. O(n log n).
 * @param yTrue 0 or 1, one a row
 * @param yScore one a row, not NaN
 * @see DeLong, DeLong, Clarke-Pearson (1988); Sun, Xu (2014), "Fast implementation of DeLong's algorithm"
 */
export function rocAucInterval(yTrue: ArrayLike<number>, yScore: ArrayLike<number>): Interval | null {
  checkScores(yTrue, yScore);
  return rocAucIntervalOfRanked(rankScores(yTrue, yScore));
}

/** Kernel of `rocAucInterval`. */
export function rocAucIntervalOfRanked(ranked: RankedScores): Interval | null {
  const labels = new Float64Array(ranked.order.length);
  ranked.order.forEach((row, rank) => {
    labels[row] = ranked.labels[rank]!;
  });
  const moments = momentsOf(labels, placements(ranked));
  if (moments === null) return null;
  const { mean: auc, variance, positives, negatives } = moments;
  if (!(variance > 0)) {
    const trials = Math.min(positives, negatives);
    return wilsonInterval(auc * trials, trials);
  }
  const logit = Math.log(auc / (1 - auc));
  const half = (Z_975 * Math.sqrt(variance)) / (auc * (1 - auc));
  return [1 / (1 + Math.exp(half - logit)), 1 / (1 + Math.exp(-half - logit))];
}

/**
 * Compares two rankings of the same rows by ROC AUC, row by row (DeLong's paired test): the interval excludes 0 where the
 * difference is significant at 5 %. Null with fewer than two rows of a class.
 * @throws PropensityError `shape_mismatch` and what every metric demands of its rows
 */
export function compareRocAucs(
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number>,
  yOther: ArrayLike<number>,
): RocAucComparison | null {
  checkScores(yTrue, yScore);
  checkScores(yTrue, yOther);
  const first = placements(rankScores(yTrue, yScore));
  const second = placements(rankScores(yTrue, yOther));
  const moments = momentsOf(
    yTrue,
    first.map((placement, row) => placement - second[row]!),
  );
  if (moments === null) return null;
  const { mean: difference, variance } = moments;
  const standardError = Math.sqrt(variance);
  return {
    difference,
    standardError,
    interval: [difference - Z_975 * standardError, difference + Z_975 * standardError],
  };
}

/**
 * Where each row stands in the other class, by original row: of a positive the share of negatives below it, of a negative
 * the share of positives above it, ties counting half. Either class's mean is the ROC AUC.
 */
function placements({ labels, order, groupEnds }: RankedScores): Float64Array {
  const positives = labels.reduce((sum, label) => sum + label, 0);
  const negatives = labels.length - positives;
  const placed = new Float64Array(order.length);
  let positivesAbove = 0;
  let start = 0;
  for (const end of groupEnds) {
    let groupPositives = 0;
    for (let rank = start; rank < end; rank++) groupPositives += labels[rank]!;
    const groupNegatives = end - start - groupPositives;
    const negativesBelow = negatives - (start - positivesAbove) - groupNegatives;
    const ofPositive = (negativesBelow + groupNegatives / 2) / negatives;
    const ofNegative = (positivesAbove + groupPositives / 2) / positives;
    for (let rank = start; rank < end; rank++) placed[order[rank]!] = labels[rank] === 1 ? ofPositive : ofNegative;
    positivesAbove += groupPositives;
    start = end;
  }
  return placed;
}

/** Mean of the positives' values, and DeLong's variance of it: that of either class over its rows, added up. */
function momentsOf(labels: ArrayLike<number>, values: Float64Array) {
  const ofClass = (label: number) => {
    let n = 0;
    let sum = 0;
    for (let row = 0; row < values.length; row++) {
      if (labels[row] !== label) continue;
      n++;
      sum += values[row]!;
    }
    const mean = sum / n;
    let squares = 0;
    for (let row = 0; row < values.length; row++) {
      if (labels[row] === label) squares += (values[row]! - mean) ** 2;
    }
    return { n, mean, variance: squares / (n - 1) / n };
  };
  const positive = ofClass(1);
  const negative = ofClass(0);
  if (positive.n < 2 || negative.n < 2) return null;
  return {
    mean: positive.mean,
    variance: positive.variance + negative.variance,
    positives: positive.n,
    negatives: negative.n,
  };
}
