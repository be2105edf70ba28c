import { checkProbabilities } from './check-scores.js';
import { equalCountBins } from './equal-count-bins.js';
import { type RankedScores, rankScores } from './ranked-scores.js';

export const ECE_BINS = 10;

/**
 * Expected calibration error: over 10 bins of equal count, the mean, weighted by count, of |share of positives − mean
 * probability|. Rows of equal score on both sides of an edge are shared in proportion (see `equalCountBins`).
 */
export function expectedCalibrationError(yTrue: ArrayLike<number>, yScore: ArrayLike<number>): number {
  checkProbabilities(yTrue, yScore);
  return calibrationErrorOfRanked(rankScores(yTrue, yScore));
}

/** Kernel of `expectedCalibrationError`. */
export function calibrationErrorOfRanked(ranked: RankedScores): number {
  let error = 0;
  for (const { positives, scoreSum } of equalCountBins(ranked, ECE_BINS)) error += Math.abs(positives - scoreSum);
  return error / ranked.scores.length;
}
