import { sigmoid } from '../special-functions/sigmoid.js';

/** Beyond this the logistic function is flat in double precision, wherever the logits lie. */
const WIDEST = 100;
const MAX_ITER = 200;

/**
 * The shift δ of the intercept with Σ σ(ℓ + δ) = Σ y: as many expected as observed. It maximises the likelihood of a logistic
 * regression with the offset ℓ. Newton's steps, halved into a bracket where they leave it: the sum rises with δ.
 * @param logits one per row, within ±36
 * @param positives Σ y
 * @param counts rows that each logit stands for; 1 each when left out
 * @returns null where none or all are positive: no finite shift does it
 * @see Steyerberg (2009), "Clinical Prediction Models", updating of the intercept
 */
export function matchingShift(logits: Float64Array, positives: number, counts?: Float64Array): number | null {
  const n = counts === undefined ? logits.length : counts.reduce((sum, count) => sum + count, 0);
  if (positives <= 0 || positives >= n) return null;
  let low = -WIDEST;
  let high = WIDEST;
  let shift = 0;
  for (let iteration = 0; iteration < MAX_ITER; iteration++) {
    let expected = 0;
    let slope = 0;
    for (let row = 0; row < logits.length; row++) {
      const p = sigmoid(logits[row]! + shift);
      const count = counts === undefined ? 1 : counts[row]!;
      expected += count * p;
      slope += count * (p * (1 - p));
    }
    const surplus = expected - positives;
    if (surplus === 0) return shift;
    if (surplus > 0) high = shift;
    else low = shift;
    const newton = shift - surplus / slope;
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - shift) <= Number.EPSILON * Math.max(1, Math.abs(shift))) return next;
    shift = next;
  }
  return shift;
}
