import type { ScoreMetric } from './metric.js';
import type { RankedScores } from './ranked-scores.js';

/** Σ of the probabilities: the positives that they expect. */
export function expectedPositivesOfRanked({ scores }: RankedScores, counts: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < scores.length; i++) sum += counts[i]! * scores[i]!;
  return sum;
}

export const EXPECTED_POSITIVES = {
  name: 'expected_positives',
  label: 'expected conversions',
  direction: 'none',
  unit: 'score',
  column: 'float',
  kernel: expectedPositivesOfRanked,
} as const satisfies ScoreMetric;
