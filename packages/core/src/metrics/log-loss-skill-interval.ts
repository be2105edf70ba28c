import { baseRateOfRanked } from './base-rate.js';
import type { Interval } from './interval.js';
import { logLossOfBaseRate, logLossOfRanked, logLossOfRow } from './log-loss.js';
import { classCounts, type RankedScores } from './ranked-scores.js';
import { skewedInterval } from './skewed-interval.js';
import { studentTQuantile } from './student-t-quantile.js';

/**
 * 95 % interval of log-loss skill, computed on the logarithm of the ratio of the two losses, from the variance and
 * skewness of each row's influence on it (Hall's interval), with Student's t with the number of rows of the smaller
 * class minus one as degrees of freedom. Null with fewer than two rows of a class, and where no row has any influence,
 * as for a model which always predicts the base rate.
 */
export function logLossSkillIntervalOfRanked(ranked: RankedScores, counts: Float64Array): Interval | null {
  const { labels, scores } = ranked;
  const { positives, negatives } = classCounts(ranked, counts);
  const smaller = Math.min(positives, negatives);
  const loss = logLossOfRanked(ranked, counts);
  if (smaller < 2 || !(loss > 0)) return null;
  const baseRate = baseRateOfRanked(ranked, counts);
  const reference = logLossOfBaseRate(baseRate);
  const slope = Math.log((1 - baseRate) / baseRate) / reference;
  const n = positives + negatives;
  let squares = 0;
  let cubes = 0;
  for (let i = 0; i < labels.length; i++) {
    const influence = (logLossOfRow(labels[i]!, scores[i]!) - loss) / loss - slope * (labels[i]! - baseRate);
    squares += counts[i]! * influence ** 2;
    cubes += counts[i]! * influence ** 3;
  }
  // Only rounding is left.
  if (squares <= n * 1e-24) return null;
  const skewness = cubes / n / (squares / n) ** 1.5;
  const [low, high] = skewedInterval(Math.log(loss / reference), {
    standardError: (Math.sqrt(squares) / n) * Math.sqrt(smaller / (smaller - 1)),
    skewness: skewness / Math.sqrt(n),
    quantile: studentTQuantile(smaller - 1),
  });
  return [1 - Math.exp(high), 1 - Math.exp(low)];
}
