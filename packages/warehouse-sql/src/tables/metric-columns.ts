import type { MetricDeclaration } from '@propensity/core/metrics';
import type { SqlColumn } from '../dialect/dialect.js';
import type { SqlRow } from './sql-row.js';

/** A column per metric, as its declaration says. */
export function metricColumns(metrics: readonly MetricDeclaration[]): SqlColumn[] {
  return metrics.map(({ name, column }) => ({ name, type: column }));
}

/**
 * The values of the metrics' columns; NULL where a metric is undefined, or was unknown to the version that computed it.
 */
export function metricValues(metrics: readonly MetricDeclaration[], values: object): SqlRow {
  const found = values as Readonly<Record<string, number | null>>;
  return Object.fromEntries(metrics.map(({ name }) => [name, found[name] ?? null]));
}
