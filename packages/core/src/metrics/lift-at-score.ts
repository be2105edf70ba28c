import { PropensityError } from '../errors/propensity-error.js';
import { checkScores } from './check-scores.js';
import { liftIntervalOfRanked } from './lift-interval.js';
import type { ScoreMetric } from './metric.js';
import type { MetricOptions } from './metric-options.js';
import { classCounts, type RankedScores, rankedWeights, rankScores } from './ranked-scores.js';
import { positivesInTop, topSize } from './top-rows.js';

export interface LiftOptions extends MetricOptions {
  /** In (0, 100]; default 10. */
  readonly percent?: number;
}

/**
 * Share of positives among the ⌈n·percent/100⌉ highest scores, over the share among all: 3 means three times as many as by
 * chance. Rows of equal score at the cut count in proportion, so that the order of rows cannot matter. Null when there is no
 * positive.
 * @throws PropensityError `bad_percent`, `empty_table`, `shape_mismatch`, `bad_labels`, `bad_scores`, `bad_weights`
 *
 * @example
 * import { liftAtScore } from '@propensity/core';
 *
 * const yTrue = [1, 0, 1, 0, 0, 0, 0, 0, 0, 0];
 * const yScore = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0];
 * liftAtScore(yTrue, yScore, { percent: 10 }); // → 5
 */
export function liftAtScore(
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number>,
  { percent = 10, sampleWeight }: LiftOptions = {},
): number | null {
  checkScores(yTrue, yScore, sampleWeight);
  if (!(percent > 0 && percent <= 100)) {
    throw new PropensityError('bad_percent', `The percentage of a lift must be in (0, 100], not ${percent}.`);
  }
  const ranked = rankScores(yTrue, yScore);
  return liftOfRanked(ranked, rankedWeights(ranked, sampleWeight), percent);
}

/** Kernel of `liftAtScore`. */
export function liftOfRanked(ranked: RankedScores, counts: Float64Array, percent: number): number | null {
  const { positives, negatives } = classCounts(ranked, counts);
  if (positives === 0) return null;
  const total = positives + negatives;
  const size = topSize(total, percent);
  return positivesInTop(ranked, counts, size) / size / (positives / total);
}

export const LIFT_AT_1 = {
  name: 'lift_at_1',
  label: 'lift of the top 1 %',
  direction: 'higher',
  unit: 'times',
  column: 'float',
  kernel: (ranked, counts) => liftOfRanked(ranked, counts, 1),
  interval: (ranked, counts) => liftIntervalOfRanked(ranked, counts, 1),
} as const satisfies ScoreMetric;

export const LIFT_AT_5 = {
  name: 'lift_at_5',
  label: 'lift of the top 5 %',
  direction: 'higher',
  unit: 'times',
  column: 'float',
  kernel: (ranked, counts) => liftOfRanked(ranked, counts, 5),
  interval: (ranked, counts) => liftIntervalOfRanked(ranked, counts, 5),
} as const satisfies ScoreMetric;

export const LIFT_AT_10 = {
  name: 'lift_at_10',
  label: 'lift of the top tenth',
  direction: 'higher',
  unit: 'times',
  column: 'float',
  kernel: (ranked, counts) => liftOfRanked(ranked, counts, 10),
  interval: (ranked, counts) => liftIntervalOfRanked(ranked, counts, 10),
} as const satisfies ScoreMetric;
