import { PropensityError } from '../errors/propensity-error.js';
import { checkProbabilities } from '../metrics/check-scores.js';
import { equalCountBins } from '../metrics/equal-count-bins.js';
import type { Interval } from '../metrics/interval.js';
import { rankScores } from '../metrics/ranked-scores.js';
import { wilsonInterval } from '../metrics/wilson-interval.js';

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
 * fewer rows. Calibrated probabilities lie inside most intervals.
 * @throws PropensityError `empty_table`, `shape_mismatch`, `bad_labels`, `bad_scores`, `bad_bins`
 * @see scikit-learn's `calibration_curve(strategy='quantile')`
 */
export function reliability(yTrue: ArrayLike<number>, proba: ArrayLike<number>, nBins = 10): ReliabilityBin[] {
  checkProbabilities(yTrue, proba);
  if (!(Number.isInteger(nBins) && nBins >= 1)) {
    throw new PropensityError('bad_bins', `nBins must be a positive whole number, not ${nBins}.`, { kind: 'usage' });
  }
  return equalCountBins(rankScores(yTrue, proba), nBins).map(({ n, positives, scoreSum }) => ({
    n,
    mean_predicted: scoreSum / n,
    observed: positives / n,
    interval: wilsonInterval(positives, n),
  }));
}
