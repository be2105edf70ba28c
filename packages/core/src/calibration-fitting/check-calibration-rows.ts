import { PropensityError } from '../errors/propensity-error.js';
import { checkCounts, checkScores } from '../metrics/check-scores.js';

/** Scores beyond ±this are refused: a difference of two of them might not be finite. */
export const MAX_SCORE = 1e300;

/**
 * Checks the rows of a calibration.
 * @throws PropensityError `empty_table`, `shape_mismatch`, `bad_labels` (not 0 or 1), `bad_scores` (NaN, infinite or
 * beyond ±1e300), `bad_weights` (not whole, or below 1)
 */
export function checkCalibrationRows(eta: ArrayLike<number>, y: ArrayLike<number>, counts?: ArrayLike<number>): void {
  checkScores(y, eta, counts);
  checkCounts(counts);
  for (let row = 0; row < eta.length; row++) {
    if (Math.abs(eta[row]!) > MAX_SCORE) {
      throw new PropensityError(
        'bad_scores',
        `The score of row ${row} is ${eta[row]}: it must be within ±${MAX_SCORE}.`,
      );
    }
  }
}
