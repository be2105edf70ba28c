import type { ScoreMetricsJson, ThresholdMetricsJson } from '@propensity/core/jobs';
import { METRICS } from '@propensity/core/metrics';

/** A value for every metric of the list, no two alike; metrics that a sample wants otherwise are given. */
export function sampleMetrics(
  given: Partial<ScoreMetricsJson & ThresholdMetricsJson>,
): ScoreMetricsJson & ThresholdMetricsJson {
  const values = METRICS.map(({ name }, index) => [name, 1 / (index + 3)]);
  return { ...(Object.fromEntries(values) as ScoreMetricsJson & ThresholdMetricsJson), ...given };
}
