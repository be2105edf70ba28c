import { sigmoid } from '../special-functions/sigmoid.js';

const MAX_ITER = 100;

/**
 * The number to add to every η so that the probabilities sum to the number of positives, as those of a fit with a free
 * constant do.
 * @param eta scores as log-odds, one per row, finite
 * @param labels 0 or 1, one per row, both present
 * @param start a first guess
 */
export function logOddsShift(eta: Float64Array, labels: Float64Array, start: number): number {
  const positives = labels.reduce((sum, label) => sum + label, 0);
  let shift = start;
  for (let iteration = 0; iteration < MAX_ITER; iteration++) {
    let sum = 0;
    let slope = 0;
    for (let row = 0; row < eta.length; row++) {
      const p = sigmoid(eta[row]! + shift);
      sum += p;
      slope += p * (1 - p);
    }
    // Newton's step is too long where the sum is far too small, since the sum grows like e^shift there.
    const step = Math.max(-1, Math.min(1, (positives - sum) / slope));
    shift += step;
    if (Math.abs(step) < 1e-12) break;
  }
  return shift;
}
