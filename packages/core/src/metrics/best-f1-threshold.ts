import { checkScores } from './check-scores.js';
import type { MetricOptions } from './metric-options.js';
import { rankedWeights, rankScores } from './ranked-scores.js';

/**
 * The score from which predicting positive (score ≥ threshold) gives the highest F1 on these rows; of several, the highest;
 * 0.5 when there is no positive. Choose it on rows the model has not seen.
 *
 * @example
 * import { bestF1Threshold } from '@propensity/core';
 *
 * const yTrue = [0, 0, 1, 1];
 * const yScore = [0.1, 0.4, 0.35, 0.8];
 * bestF1Threshold(yTrue, yScore); // → 0.35
 */
export function bestF1Threshold(
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number>,
  { sampleWeight }: MetricOptions = {},
): number {
  checkScores(yTrue, yScore, sampleWeight);
  const ranked = rankScores(yTrue, yScore);
  const { scores, labels, groupEnds } = ranked;
  const weights = rankedWeights(ranked, sampleWeight);
  const positives = labels.reduce((sum, label, row) => sum + weights[row]! * label, 0);
  if (positives === 0) return 0.5;
  let caught = 0;
  let predicted = 0;
  let row = 0;
  let best = -1;
  let threshold = scores[0]!;
  for (const end of groupEnds) {
    for (; row < end; row++) {
      caught += weights[row]! * labels[row]!;
      predicted += weights[row]!;
    }
    const f1 = (2 * caught) / (predicted + positives);
    if (f1 > best) {
      best = f1;
      threshold = scores[end - 1]!;
    }
  }
  return threshold;
}
