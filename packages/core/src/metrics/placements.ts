import { classCounts, type RankedScores } from './ranked-scores.js';

/**
 * The placement of each entry in the other class, in the order of the ranking: for a positive the share of negatives
 * below it, for a negative the share of positives above it, ties counting half. The mean over either class is the ROC
 * AUC.
 * @see DeLong, DeLong, Clarke-Pearson (1988), where they are called structural components
 */
export function placements(ranked: RankedScores, counts: Float64Array): Float64Array {
  const { labels, groupEnds } = ranked;
  const { positives, negatives } = classCounts(ranked, counts);
  const placed = new Float64Array(labels.length);
  let positivesAbove = 0;
  let negativesAbove = 0;
  let start = 0;
  for (const end of groupEnds) {
    let groupPositives = 0;
    let groupNegatives = 0;
    for (let i = start; i < end; i++) {
      groupPositives += counts[i]! * labels[i]!;
      groupNegatives += counts[i]! * (1 - labels[i]!);
    }
    const ofPositive = (negatives - negativesAbove - groupNegatives / 2) / negatives;
    const ofNegative = (positivesAbove + groupPositives / 2) / positives;
    for (let i = start; i < end; i++) placed[i] = labels[i] === 1 ? ofPositive : ofNegative;
    positivesAbove += groupPositives;
    negativesAbove += groupNegatives;
    start = end;
  }
  return placed;
}

/** Mean of placements and DeLong's variance of it. */
export interface PlacementMoments {
  readonly mean: number;
  readonly variance: number;
  readonly positives: number;
  readonly negatives: number;
}

/**
 * Mean of the positives' placements (or differences of placements), and DeLong's variance of it: the sum over both
 * classes of variance / number of rows. Null with fewer than two rows of a class.
 */
export function placementMoments(
  labels: ArrayLike<number>,
  values: Float64Array,
  counts?: ArrayLike<number>,
): PlacementMoments | null {
  const positive = momentsOfClass(1, labels, values, counts);
  const negative = momentsOfClass(0, labels, values, counts);
  if (positive.n < 2 || negative.n < 2) return null;
  return {
    mean: positive.mean,
    variance: positive.variance + negative.variance,
    positives: positive.n,
    negatives: negative.n,
  };
}

function momentsOfClass(
  label: number,
  labels: ArrayLike<number>,
  values: Float64Array,
  counts: ArrayLike<number> | undefined,
): { n: number; mean: number; variance: number } {
  let n = 0;
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    if (labels[i] !== label) continue;
    const count = counts === undefined ? 1 : counts[i]!;
    n += count;
    sum += count * values[i]!;
  }
  const mean = sum / n;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    if (labels[i] === label) squares += (counts === undefined ? 1 : counts[i]!) * (values[i]! - mean) ** 2;
  }
  return { n, mean, variance: squares / (n - 1) / n };
}
