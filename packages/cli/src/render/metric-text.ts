import type { Interval } from '@propensity/core';
import { type MetricName, type MetricUnit, metricNamed } from '@propensity/core/metrics';
import { percent, times } from './format.js';

const WRITTEN: Readonly<Record<MetricUnit, (value: number) => string>> = {
  score: (value) => value.toFixed(3),
  share: percent,
  nats: (value) => value.toFixed(5),
  times,
};

/** A metric's value in its unit, with its 95 % interval: `0.805 [0.784, 0.824]`; `–` where it is undefined. */
export function metricText(name: MetricName, value: number | null, interval?: Interval): string {
  if (value === null) return '–';
  const written = WRITTEN[metricNamed(name).unit];
  return interval === undefined ? written(value) : `${written(value)} [${interval.map(written).join(', ')}]`;
}

/** What a metric is called, as it stands inside a sentence. */
export function metricLabel(name: MetricName): string {
  return metricNamed(name).label;
}
