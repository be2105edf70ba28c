import { designColumnNames, type FeatureSpec, type FittedTransformer, type ModelArtifact } from '@propensity/core';
import { sampleTrainResult } from './sample-model-record.js';

/** A model over whatever features an adapter has, so that the suites can score without training. */
export function sampleArtifact(features: readonly FeatureSpec[], name: string, intercept: number): ModelArtifact {
  const preprocessing = features.map(
    (feature): FittedTransformer =>
      feature.kind === 'numeric'
        ? { kind: 'numeric', name: feature.name, log1p: true, impute: 0, mean: 0, scale: 1, missingIndicator: true }
        : { kind: 'categorical', name: feature.name, levels: ['desktop'], rareLevels: [], hasMissing: true },
  );
  const coef = designColumnNames(preprocessing).map((_, index) => 0.01 * ((index % 7) - 3));
  const counts = { rows: 1, users: 1, positives: 0 };
  return {
    kind: 'propensity-model',
    schemaVersion: 1,
    name,
    target: { event: 'purchase' },
    windows: {
      snapshot: '2021-02-28',
      lookbackDays: 14,
      horizonDays: 7,
      timeZone: 'America/New_York',
      trainingSnapshots: ['2021-02-28'],
    },
    features,
    preprocessing,
    model: { estimator: 'LogisticRegression', C: 1, coef, intercept, nIter: 1, converged: true },
    calibration: { method: 'none' },
    metrics: sampleTrainResult('run', name, '2021-02-28').metrics,
    provenance: {
      runId: 'run',
      configHash: 'config',
      featureHash: 'features',
      codeVersion: 'conformance',
      seed: 1,
      allowedMissingDays: [],
      counts,
      train: counts,
      test: counts,
    },
  };
}
