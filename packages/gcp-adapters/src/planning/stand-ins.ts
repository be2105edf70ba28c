import {
  type Column,
  type FeatureSpec,
  type JobSettings,
  type LabelledRows,
  type Outcomes,
  Table,
} from '@propensity/core';

const ROWS = 200;

/**
 * Rows that let a training run to its end without reading any: spread over all users' hashes, half of them positive, with
 * features that say which. Nothing of what is learnt from them is ever kept or shown.
 */
export function standInRows(features: readonly FeatureSpec[], snapshots: readonly string[]): LabelledRows {
  const n = ROWS * snapshots.length;
  const each = (value: (index: number) => number) => Float64Array.from({ length: n }, (_, i) => value(i % ROWS));
  const label = (index: number) => index % 2;
  return {
    features: new Table(features.map((feature) => [feature.name, standInColumn(feature, n, label)] as const)),
    labels: each(label),
    snapshotIndex: Int32Array.from({ length: n }, (_, i) => Math.floor(i / ROWS)),
    snapshots,
    userBucket: each((index) => (index + 0.5) / ROWS),
    eventCount: each((index) => 1 + label(index)),
  };
}

function standInColumn({ kind }: FeatureSpec, n: number, label: (index: number) => number): Column {
  // One in ten says the opposite: a perfect separation would be no stand-in for a fit.
  const value = (index: number) => (index % 10 === 0 ? 1 - label(index) : label(index));
  if (kind === 'numeric') return { kind, values: Float64Array.from({ length: n }, (_, i) => value(i)) };
  return { kind, codes: Int32Array.from({ length: n }, (_, i) => value(i)), levels: ['a', 'b'] };
}

/** Outcomes of a week that can be evaluated. */
export function standInOutcomes(): Outcomes {
  const labels = Float64Array.from({ length: 20 }, (_, i) => i % 2);
  return { proba: labels.map((y) => 0.25 + y / 2), labels, eventCount: labels.map((y) => 1 + y) };
}

/** Settings under which stand-ins can be fitted, and quickly: none of what is changed decides which statements are run. */
export function standInSettings(settings: JobSettings): JobSettings {
  const training = { ...settings.training, C: 1, estimator: 'logistic-regression', negativeShare: 1 } as const;
  return { ...settings, training };
}
