import { checkScores } from './check-scores.js';

export interface ConfusionCounts {
  readonly tp: number;
  readonly tn: number;
  readonly fp: number;
  readonly fn: number;
}

/** Counts at a threshold: a row is predicted positive when its score ≥ threshold. */
export function confusionCounts(
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number>,
  threshold: number,
): ConfusionCounts {
  checkScores(yTrue, yScore);
  let [tp, tn, fp, fn] = [0, 0, 0, 0];
  for (let i = 0; i < yTrue.length; i++) {
    if (yScore[i]! >= threshold) {
      if (yTrue[i] === 1) tp++;
      else fp++;
    } else if (yTrue[i] === 1) fn++;
    else tn++;
  }
  return { tp, tn, fp, fn };
}
