import { METRICS, SCORE_METRICS, THRESHOLD_METRICS } from '../metrics/metric-list.js';
import type { TrainResult, WeekEvaluation } from './results.js';

/** Reads a stored `TrainResult`; metrics that the version which wrote it did not know are null. */
export function parseTrainResult(json: string): TrainResult {
  const result = JSON.parse(json) as TrainResult;
  return { ...result, metrics: { ...nulls(METRICS), ...result.metrics } };
}

/** Reads a stored `WeekEvaluation`; metrics that the version which wrote it did not know are null. */
export function parseWeekEvaluation(json: string): WeekEvaluation {
  const week = JSON.parse(json) as WeekEvaluation;
  return {
    ...nulls([...SCORE_METRICS, ...THRESHOLD_METRICS]),
    ...week,
    at_threshold: { ...nulls(THRESHOLD_METRICS), ...week.at_threshold },
  };
}

function nulls<Name extends string>(metrics: readonly { readonly name: Name }[]): Record<Name, null> {
  return Object.fromEntries(metrics.map(({ name }) => [name, null])) as Record<Name, null>;
}
