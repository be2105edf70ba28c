import type { ConfusionCounts } from '../metrics/confusion-counts.js';
import type { Decile } from '../metrics/deciles.js';
import type { MetricIntervals, ScoreEvaluation, ThresholdEvaluation } from '../metrics/evaluate-scores.js';
import type { Interval } from '../metrics/interval.js';
import { camelCase } from '../metrics/metric.js';
import { METRICS, type MetricName, SCORE_METRICS, THRESHOLD_METRICS } from '../metrics/metric-list.js';

/**
 * Metrics in JSON: a key per metric of the list. Null where a metric is undefined, and where the version that wrote the
 * JSON did not know it.
 */
type MetricsJson<Metrics extends readonly { readonly name: string }[]> = {
  readonly [M in Metrics[number] as M['name']]: number | null;
};

/** Every metric of the scores of all rows. */
export interface ScoreMetricsJson extends MetricsJson<typeof SCORE_METRICS> {}

/** Every metric of the decision at a threshold. */
export interface ThresholdMetricsJson extends MetricsJson<typeof THRESHOLD_METRICS> {}

/** Counts of the decision at a threshold, and every metric of it. */
export interface ConfusionJson extends ConfusionCounts, ThresholdMetricsJson {}

/** 95 % intervals by metric; metrics without an interval, or with an unknown one, are left out. */
export type IntervalsJson = Readonly<Partial<Record<MetricName, Interval>>>;

/** A tenth of the rows. */
export interface DecileJson {
  readonly n: number;
  readonly positives: number;
  readonly mean_proba: number;
}

export function scoreMetricsJson(evaluation: ScoreEvaluation): ScoreMetricsJson {
  return valuesJson(SCORE_METRICS, evaluation);
}

/** The metrics of a decision, with the counts they are computed from. */
export function confusionJson(counts: ConfusionCounts, evaluation: ThresholdEvaluation): ConfusionJson {
  return { ...counts, ...valuesJson(THRESHOLD_METRICS, evaluation) };
}

/** Every metric of the list, with the threshold and intervals. */
export function metricsJson(
  evaluation: ScoreEvaluation,
): ScoreMetricsJson & ThresholdMetricsJson & { readonly threshold: number; readonly intervals: IntervalsJson } {
  return {
    ...valuesJson(METRICS, evaluation),
    threshold: evaluation.threshold,
    intervals: intervalsJson(evaluation.intervals),
  };
}

export function intervalsJson(intervals: MetricIntervals): IntervalsJson {
  const found = METRICS.map(({ name }) => [name, intervals[camelCase(name)]] as const);
  return Object.fromEntries(found.filter(([, interval]) => interval !== undefined));
}

export function decilesJson(deciles: readonly Decile[]): DecileJson[] {
  return deciles.map(({ n, positives, meanProba }) => ({ n, positives, mean_proba: meanProba }));
}

function valuesJson<Metrics extends readonly { readonly name: string }[]>(
  metrics: Metrics,
  values: object,
): MetricsJson<Metrics> {
  const fields = values as Readonly<Record<string, number | null>>;
  return Object.fromEntries(metrics.map(({ name }) => [name, fields[camelCase(name)]])) as MetricsJson<Metrics>;
}
