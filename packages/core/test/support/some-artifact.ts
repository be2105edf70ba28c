import type { ModelArtifact } from '../../src/artifact/model-artifact.js';
import type { LinearModel } from '../../src/linear-model/linear-model.js';
import { evaluateScores } from '../../src/metrics/evaluate-scores.js';
import { metricsJson } from '../../src/results/metrics-json.js';

/** An artifact of a linear model. */
export type LinearArtifact = ModelArtifact & { readonly model: LinearModel };

const COUNTS = { rows: 10, users: 10, positives: 3 };

/** A small model of two features, without a name yet. */
export function someArtifact(snapshot = '2026-02-01'): Omit<LinearArtifact, 'name'> {
  return {
    kind: 'propensity-model',
    schemaVersion: 4,
    target: { event: 'purchase' },
    windows: { snapshot, lookbackDays: 60, horizonDays: 7, timeZone: 'UTC', trainingSnapshots: ['2026-01-25'] },
    features: [
      { name: 'visits', kind: 'numeric', unit: 'count', meaning: 'Visits.', definitionHash: 'a' },
      { name: 'device', kind: 'categorical', unit: 'category', meaning: 'Device.', definitionHash: 'b' },
    ],
    preprocessing: [
      { kind: 'numeric', name: 'visits', log1p: true, impute: 1, mean: 0.1 + 0.2, scale: 1.5, missingIndicator: false },
      { kind: 'categorical', name: 'device', levels: ['desktop', 'mobile “é”'], rareLevels: [], hasMissing: true },
    ],
    model: {
      kind: 'linear',
      estimator: 'LogisticRegression',
      C: 1,
      coef: [1e-17, -2, 3, 0.25],
      intercept: -4,
      nIter: 5,
      converged: true,
    },
    calibration: { method: 'none' },
    selection: {
      candidates: [
        {
          kind: 'linear',
          name: 'LogisticRegression(C=1)',
          hyperparameters: { C: 1 },
          log_loss: 0.3,
          standard_error: 0.01,
          interval: [0.28, 0.32],
        },
      ],
      calibrations: [{ method: 'none', log_loss: 0.3, difference: 0, standard_error: 0 }],
      reliability: [{ n: 10, mean_predicted: 0.3, observed: 0.2, interval: [0.1, 0.5] }],
    },
    explanations: {
      standardErrors: [0.1, 0.2, 0.3, 0.4],
      contributions: [
        { feature: 'visits', mean: 0.01, sd: 0.5 },
        { feature: 'device', mean: -1, sd: 1.5 },
      ],
    },
    metrics: {
      ...metricsJson(evaluateScores([0, 1, 0, 1, 0], [0.1, 0.3, 0.2, 0.15, 0.1])),
      average_precision: null,
    },
    provenance: {
      runId: 'run',
      configHash: 'c',
      featureHash: 'f',
      codeVersion: '1',
      seed: 1,
      allowedMissingDays: [],
      counts: COUNTS,
      train: COUNTS,
      test: COUNTS,
    },
  };
}
