import { sigmoid } from '../special-functions/sigmoid.js';
import { calibrateLogit } from './apply-calibration.js';
import type { Calibration } from './calibration.js';

/** Half a unit in the last place of 1: no sum, product or quotient of doubles is further off, relatively. */
const UNIT = Number.EPSILON / 2;

/**
 * How far apart two correct evaluations of a calibrated probability may be whose scores differ by at most `etaBound`:
 * the calibration multiplies the difference by its slope there, the logistic function by p(1 − p) ≤ ¼, and both round.
 * @param eta the score of one of the two
 * @param etaBound at least some units in the last place of `eta`
 * @returns in [0, 1]; NaN for NaN
 */
export function probaRoundingBound(calibration: Calibration, eta: number, etaBound: number): number {
  const logit = calibrateLogit(calibration, eta);
  // A calibration is monotone: the difference is largest at the ends.
  const [up, down] = [eta + etaBound, eta - etaBound].map((end) => Math.abs(calibrateLogit(calibration, end) - logit));
  const bound = Math.max(up!, down!) + UNIT * roundedTerms(calibration, eta);
  const proba = sigmoid(logit);
  const spread =
    bound <= 1
      ? // The slope p(1 − p) grows by at most the factor e^bound over that distance.
        proba * (1 - proba) * bound * Math.exp(bound)
      : Math.max(sigmoid(logit + bound) - proba, proba - sigmoid(logit - bound));
  // The last term: rounding of e^−η, of the sum and of the quotient.
  return Math.min(1, spread + 16 * UNIT * proba);
}

/** By how many `UNIT`s two calibrated logits of one score may differ. */
function roundedTerms(calibration: Calibration, eta: number): number {
  switch (calibration.method) {
    case 'none':
      return 0;
    case 'platt':
      return 4 * (Math.abs(calibration.slope * eta) + Math.abs(calibration.intercept));
    case 'beta':
      // ln(1 + e^−|η|) is off by a unit of 1, however small it is, where 1 + e^−|η| is formed first.
      return 8 * ((calibration.a + calibration.b) * (1 + Math.abs(eta)) + Math.abs(calibration.c));
    case 'smooth': {
      const [first, last] = [0, calibration.eta.length - 1];
      const largest = (values: readonly number[]) => Math.max(Math.abs(values[first]!), Math.abs(values[last]!));
      return 8 * (largest(calibration.logit) + largest(calibration.eta) + Math.abs(eta));
    }
    case 'isotonic':
      return 8 * Math.max(Math.abs(calibration.logit[0]!), Math.abs(calibration.logit.at(-1)!));
    case 'recalibrated': {
      const { of, slope, shift } = calibration;
      return slope * roundedTerms(of, eta) + 4 * (Math.abs(slope * calibrateLogit(of, eta)) + Math.abs(shift));
    }
  }
}
