import type { ScoreMetric } from './metric.js';
import type { RankedScores } from './ranked-scores.js';

/** Share of positives. NaN when the counts sum to 0. */
export function baseRateOfRanked({ labels }: RankedScores, counts: Float64Array): number {
  let positives = 0;
  let total = 0;
  for (let i = 0; i < labels.length; i++) {
    positives += counts[i]! * labels[i]!;
    total += counts[i]!;
  }
  return positives / total;
}

export const BASE_RATE = {
  name: 'base_rate',
  label: 'base rate',
  direction: 'none',
  unit: 'share',
  column: 'float',
  kernel: baseRateOfRanked,
} as const satisfies ScoreMetric;
