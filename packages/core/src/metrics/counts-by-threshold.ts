import { rankedWeights, rankScores } from './ranked-scores.js';

/** True and false positives when predicting positive from each distinct score on. */
export interface CountsByThreshold {
  readonly tps: Float64Array;
  readonly fps: Float64Array;
  /** Distinct scores, highest first. */
  readonly thresholds: Float64Array;
}

/** @see scikit-learn's `confusion_matrix_at_thresholds` */
export function countsByThreshold(
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number>,
  sampleWeight?: ArrayLike<number>,
): CountsByThreshold {
  const ranked = rankScores(yTrue, yScore);
  const { scores, labels, groupEnds } = ranked;
  const weights = rankedWeights(ranked, sampleWeight);
  const tps = new Float64Array(groupEnds.length);
  const fps = new Float64Array(groupEnds.length);
  const thresholds = new Float64Array(groupEnds.length);
  let row = 0;
  let [tp, fp] = [0, 0];
  groupEnds.forEach((end, group) => {
    for (; row < end; row++) {
      tp += weights[row]! * labels[row]!;
      fp += weights[row]! * (1 - labels[row]!);
    }
    tps[group] = tp;
    fps[group] = fp;
    thresholds[group] = scores[end - 1]!;
  });
  return { tps, fps, thresholds };
}
