/** An affine map: value = (score − centre) / scale. */
export interface ScoreScale {
  readonly centre: number;
  /** Positive. */
  readonly scale: number;
}

/** For scores that are on the scale of log-odds already: they stay as they are. */
export const SAME_SCALE: ScoreScale = { centre: 0, scale: 1 };

/** Range of standard deviations of log-odds. */
const MIN_DEVIATION = 2 ** -6;
const MAX_DEVIATION = 2 ** 5;
/** Deviations by which the mean of log-odds may be away from 0. */
const MAX_OFFSET = 2 ** 10;

/**
 * The map from scores of any scale and offset to mean 0 and standard deviation 1, from which a fit can start.
 * `SAME_SCALE` where they are on the scale of log-odds already, so that fits on log-odds keep every bit. Equal scores
 * keep their scale.
 * @param scores at least one, within ±1e300
 * @param counts rows that each score stands for; 1 each when left out
 */
export function scoreScale(scores: Float64Array, counts?: ArrayLike<number>): ScoreScale {
  const { mean, deviation } = moments(scores, counts);
  if (deviation === 0) return Math.abs(mean) <= MAX_DEVIATION ? SAME_SCALE : { centre: mean, scale: 1 };
  const isLogOdds =
    deviation >= MIN_DEVIATION && deviation <= MAX_DEVIATION && Math.abs(mean) <= MAX_OFFSET * deviation;
  return isLogOdds ? SAME_SCALE : { centre: mean, scale: deviation };
}

/** `scores` on that scale; the same array for `SAME_SCALE`. */
export function rescaled(scores: Float64Array, scale: ScoreScale): Float64Array {
  return scale === SAME_SCALE ? scores : scores.map((score) => (score - scale.centre) / scale.scale);
}

/**
 * Sums of differences from one score, in units of the largest difference: no square overflows or underflows, and an
 * offset costs no digits.
 */
function moments(scores: Float64Array, counts?: ArrayLike<number>): { mean: number; deviation: number } {
  const origin = scores[0]!;
  let largest = 0;
  for (const score of scores) largest = Math.max(largest, Math.abs(score - origin));
  if (largest === 0) return { mean: origin, deviation: 0 };
  let sum = 0;
  let rows = 0;
  for (let i = 0; i < scores.length; i++) {
    const count = counts === undefined ? 1 : counts[i]!;
    sum += count * ((scores[i]! - origin) / largest);
    rows += count;
  }
  const mean = sum / rows;
  let squares = 0;
  for (let i = 0; i < scores.length; i++) {
    const count = counts === undefined ? 1 : counts[i]!;
    squares += count * ((scores[i]! - origin) / largest - mean) ** 2;
  }
  return { mean: origin + largest * mean, deviation: largest * Math.sqrt(squares / rows) };
}
