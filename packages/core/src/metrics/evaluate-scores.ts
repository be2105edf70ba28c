import { bootstrapIntervalOfRanked } from './bootstrap-interval.js';
import { checkCounts, checkProbabilities } from './check-scores.js';
import { type ConfusionCounts, confusionCountsAt } from './confusion-counts.js';
import type { Interval } from './interval.js';
import { type CamelCase, camelCase, type MetricValues, type ScoreMetric, type ThresholdMetric } from './metric.js';
import { type MetricName, SCORE_METRICS, THRESHOLD_METRICS } from './metric-list.js';
import { type RankedScores, rankedWeights, rankScores } from './ranked-scores.js';

/** 95 % intervals by metric; metrics without an interval, or with an unknown one, are left out. */
export type MetricIntervals = Readonly<Partial<Record<CamelCase<MetricName>, Interval>>>;

/** Every metric of the decision at a threshold. */
export type ThresholdEvaluation = MetricValues<typeof THRESHOLD_METRICS> & { readonly intervals: MetricIntervals };

/** Every metric of the list; null where it is undefined (one class only). */
export type ScoreEvaluation = MetricValues<typeof SCORE_METRICS> &
  ThresholdEvaluation & {
    /** The score from which a row counts as predicted positive in precision, recall and F1. */
    readonly threshold: number;
  };

export interface EvaluateScoresOptions {
  /** Probability from which a row counts as predicted positive; default 0.5. */
  readonly threshold?: number;
  /** Seed of the intervals that resample; default 0. */
  readonly seed?: number;
  /** Whether to compute intervals; default true. */
  readonly intervals?: boolean;
  /**
   * How many rows of that score and label each element stands for, one each: whole, from 1 on; default 1. Values and intervals
   * are those of the rows written out, apart from the rounding of sums. See `CountedScores`.
   */
  readonly sampleWeight?: ArrayLike<number> | undefined;
}

/**
 * Every metric of `METRICS` at once, sorting the rows once.
 * @param yTrue 0 or 1, one per row
 * @param yScore probabilities, one per row
 * @throws PropensityError `empty_table`, `shape_mismatch`, `bad_labels`, `bad_scores`, `bad_weights`
 *
 * @example
 * import { evaluateScores } from '@propensity/core';
 *
 * const yTrue = [0, 0, 1, 1];
 * const yScore = [0.1, 0.4, 0.35, 0.8];
 * evaluateScores(yTrue, yScore, { threshold: 0.35, intervals: false }).precision; // → 2 / 3
 */
export function evaluateScores(
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number>,
  options: EvaluateScoresOptions = {},
): ScoreEvaluation {
  const { threshold = 0.5, seed = 0, intervals = true, sampleWeight } = options;
  checkProbabilities(yTrue, yScore, sampleWeight);
  checkCounts(sampleWeight);
  const ranked = rankScores(yTrue, yScore);
  const counts = rankedWeights(ranked, sampleWeight);
  const values = SCORE_METRICS.map(({ name, kernel }) => [camelCase(name), kernel(ranked, counts)]);
  const decision = evaluateCounts(confusionCountsAt(ranked.labels, ranked.scores, threshold, counts), { intervals });
  return {
    ...(Object.fromEntries(values) as MetricValues<typeof SCORE_METRICS>),
    ...decision,
    threshold,
    intervals: intervals ? { ...intervalsOfScores(ranked, counts, seed), ...decision.intervals } : {},
  };
}

/** Every metric of `THRESHOLD_METRICS` at once, from counts. */
export function evaluateCounts(
  counts: ConfusionCounts,
  { intervals = true }: Pick<EvaluateScoresOptions, 'intervals'> = {},
): ThresholdEvaluation {
  const values = THRESHOLD_METRICS.map(({ name, kernel }) => [camelCase(name), kernel(counts)]);
  const found = (THRESHOLD_METRICS as readonly ThresholdMetric[]).map(
    ({ name, interval }) => [camelCase(name), interval?.(counts) ?? null] as const,
  );
  return {
    ...(Object.fromEntries(values) as MetricValues<typeof THRESHOLD_METRICS>),
    intervals: intervals ? known(found) : {},
  };
}

function intervalsOfScores(ranked: RankedScores, counts: Float64Array, seed: number): MetricIntervals {
  return known(
    (SCORE_METRICS as readonly ScoreMetric[]).map(({ name, kernel, interval }) => {
      const found =
        interval === 'bootstrap'
          ? bootstrapIntervalOfRanked(kernel, ranked, counts, { seed })
          : (interval?.(ranked, counts) ?? null);
      return [camelCase(name), found] as const;
    }),
  );
}

function known(intervals: readonly (readonly [field: string, interval: Interval | null])[]): MetricIntervals {
  return Object.fromEntries(intervals.filter(([, interval]) => interval !== null));
}
