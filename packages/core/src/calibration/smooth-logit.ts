/**
 * A smooth calibration: the calibrated logit is linear from knot to knot, and goes on with slope 1 beyond the outermost ones, so that it
 * keeps the ranking there.
 */
export interface SmoothCalibration {
  readonly method: 'smooth';
  /** Ascending; at least two. */
  readonly eta: readonly number[];
  /** Not descending; one per knot. */
  readonly logit: readonly number[];
}

/** The calibrated logit of a score, not clamped. NaN stays NaN. */
export function smoothLogit({ eta, logit }: SmoothCalibration, score: number): number {
  const last = eta.length - 1;
  if (score <= eta[0]!) return logit[0]! + (score - eta[0]!);
  if (score >= eta[last]!) return logit[last]! + (score - eta[last]!);
  let below = 0;
  let above = last;
  while (above - below > 1) {
    const middle = (below + above) >>> 1;
    if (eta[middle]! <= score) below = middle;
    else above = middle;
  }
  const slope = (logit[above]! - logit[below]!) / (eta[above]! - eta[below]!);
  return logit[below]! + (score - eta[below]!) * slope;
}
