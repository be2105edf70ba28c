import type { Interval } from './interval.js';
import { type LossOfRow, meanLoss } from './mean-loss.js';
import { classCounts, type RankedScores } from './ranked-scores.js';
import { Z_975 } from './wilson-interval.js';

/**
 * 95 % interval of a mean loss over rows like these, normal on the logarithmic scale: among rare positives a mean loss
 * is a sum of few large terms, whose number is random too, and such a sum is skewed to the right. The variance of the
 * rows is multiplied by k / (k − 1), where k is the number of rows of the smaller class, which contribute most of it.
 * Null with fewer than two rows of a class, and where the loss is 0.
 */
export function meanLossIntervalOfRanked(
  ranked: RankedScores,
  counts: Float64Array,
  lossOfRow: LossOfRow,
): Interval | null {
  const { labels, scores } = ranked;
  const { positives, negatives } = classCounts(ranked, counts);
  const smaller = Math.min(positives, negatives);
  const mean = meanLoss(labels, scores, lossOfRow, counts);
  if (smaller < 2 || !(mean > 0)) return null;
  let squares = 0;
  for (let i = 0; i < labels.length; i++) squares += counts[i]! * (lossOfRow(labels[i]!, scores[i]!) - mean) ** 2;
  const n = positives + negatives;
  const standardError = (Math.sqrt(squares) / n) * Math.sqrt(smaller / (smaller - 1));
  const half = (Z_975 * standardError) / mean;
  return [mean * Math.exp(-half), mean * Math.exp(half)];
}
