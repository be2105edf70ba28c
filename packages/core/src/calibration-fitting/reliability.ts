import { PropensityError } from '../errors/propensity-error.js';
import { checkCounts, checkProbabilities } from '../metrics/check-scores.js';
import { equalCountBins } from '../metrics/equal-count-bins.js';
import type { Interval } from '../metrics/interval.js';
import { rankedWeights, rankScores } from '../metrics/ranked-scores.js';
import { wilsonInterval } from '../metrics/wilson-interval.js';
import type { CountOptions } from './count-options.js';

/** A run of rows of similar predicted probability. */
export interface ReliabilityBin {
  readonly n: number;
  readonly mean_predicted: number;
  /** Share of positives. */
  readonly observed: number;
  /** 95 % (Wilson) interval of the true share. */
  readonly interval: Interval;
}

/**
 * Reliability data: predicted against observed in `nBins` bins of equal count, highest probabilities first; fewer with
 * fewer rows. Calibrated probabilities lie inside most intervals. Rows of equal score that an edge separates are shared in
 * proportion (see `equalCountBins`).
 * @throws PropensityError `empty_table`, `shape_mismatch`, `bad_labels`, `bad_scores`, `bad_bins`, `bad_weights`
 * @see scikit-learn's `calibration_curve(strategy='quantile')`
 */
export function reliability(
  yTrue: ArrayLike<number>,
  proba: ArrayLike<number>,
  nBins = 10,
  { sampleWeight }: CountOptions = {},
): ReliabilityBin[] {
  checkProbabilities(yTrue, proba, sampleWeight);
  checkCounts(sampleWeight);
  if (!(Number.isInteger(nBins) && nBins >= 1)) {
    throw new PropensityError('bad_bins', `nBins must be a positive whole number, not ${nBins}.`, { kind: 'usage' });
  }
  const ranked = rankScores(yTrue, proba);
  return equalCountBins(ranked, nBins, rankedWeights(ranked, sampleWeight)).map(({ n, positives, scoreSum }) => ({
    n,
    mean_predicted: scoreSum / n,
    observed: positives / n,
    interval: wilsonInterval(positives, n),
  }));
}
