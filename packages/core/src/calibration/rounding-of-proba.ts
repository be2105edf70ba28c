import { sigmoid } from '../special-functions/sigmoid.js';
import { calibrateLogit } from './apply-calibration.js';
import type { Calibration } from './calibration.js';

/** Half a unit in the last place of 1: no sum, product or quotient of doubles is further off, relatively. */
const UNIT = Number.EPSILON / 2;

/**
 * How far apart two right evaluations of a calibrated probability may be that start from scores no further apart than
 * `etaBound`: the calibration carries that on with the slope that it has there, the logistic function with p(1 − p) ≤ ¼, and
 * both round.
 * @param eta the score that one of the two starts from
 * @param etaBound at least some units in the last place of `eta`
 * @returns in [0, 1]; NaN for NaN
 */
export function probaRoundingBound(calibration: Calibration, eta: number, etaBound: number): number {
  const logit = calibrateLogit(calibration, eta);
  // A calibration is monotone: nothing in between is further away than the ends.
  const [up, down] = [eta + etaBound, eta - etaBound].map((end) => Math.abs(calibrateLogit(calibration, end) - logit));
  const bound = Math.max(up!, down!) + UNIT * roundedTerms(calibration, eta);
  const proba = sigmoid(logit);
  const spread =
    bound <= 1
      ? // The slope p(1 − p) grows by no more than the factor e^bound on the way.
        proba * (1 - proba) * bound * Math.exp(bound)
      : Math.max(sigmoid(logit + bound) - proba, proba - sigmoid(logit - bound));
  // e^−η, the sum and the quotient.
  return Math.min(1, spread + 16 * UNIT * proba);
}

/** How many units of 1 the calibrated logits of one score may be apart. */
function roundedTerms(calibration: Calibration, eta: number): number {
  switch (calibration.method) {
    case 'none':
      return 0;
    case 'platt':
      return 4 * (Math.abs(calibration.slope * eta) + Math.abs(calibration.intercept));
    case 'beta':
      // ln(1 + e^−|η|) is off by a unit of 1, however small it is, where 1 + e^−|η| is formed first.
      return 8 * ((calibration.a + calibration.b) * (1 + Math.abs(eta)) + Math.abs(calibration.c));
    case 'isotonic':
      return 8 * Math.max(Math.abs(calibration.logit[0]!), Math.abs(calibration.logit.at(-1)!));
  }
}
