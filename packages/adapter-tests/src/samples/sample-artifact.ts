import { type FeatureSpec, type ModelArtifact, Preprocessor, tableFromRows } from '@propensity/core';
import {
  ARTIFACT_SCHEMA_VERSION,
  contestOf,
  ESTIMATOR_NAMES,
  type EstimatorName,
  PreparedRows,
} from '@propensity/core/models';
import { sampleTrainResult } from './sample-model-record.js';

const ROWS = 120;
/** Some that snapshots have, and one that they do not. */
const LEVELS = ['desktop', 'mobile', 'nowhere', null] as const;

/** The first estimator of every family of models. */
export const ESTIMATOR_OF_EVERY_FAMILY: readonly EstimatorName[] = ESTIMATOR_NAMES.filter((name, index) =>
  ESTIMATOR_NAMES.slice(0, index).every((other) => kindOf(other) !== kindOf(name)),
);

/** What comes out of a training by that estimator, at its richest. */
function candidateOf(estimator: EstimatorName, C: number) {
  const { candidates, richer } = contestOf({ estimator, C });
  return richer === null ? candidates[0]! : richer.after(candidates[0]!);
}

function kindOf(estimator: EstimatorName): string {
  return candidateOf(estimator, 1).kind;
}

/**
 * A model over whatever features an adapter has, fitted to made-up rows, so that the suites can score without training.
 * @param shift added to the log-odds of everybody
 */
export function sampleArtifact(
  features: readonly FeatureSpec[],
  name: string,
  shift: number,
  estimator: EstimatorName = ESTIMATOR_NAMES[0],
): ModelArtifact {
  const rows = Array.from({ length: ROWS }, (_, row) =>
    Object.fromEntries(features.map((feature, column) => [feature.name, cellOf(feature, row, column)])),
  );
  const table = tableFromRows(features, rows);
  const preprocessing = new Preprocessor(features, { minLevelCount: 5 }).fit(table);
  const labels = Float64Array.from(rows, (_, row) => (scattered(row, 0) < 0.5 ? 1 : 0));
  const model = candidateOf(estimator, 0.01)
    .fit({ prepared: new PreparedRows(table, undefined, preprocessing), labels })
    .toModel(shift);
  const counts = { rows: ROWS, users: ROWS, positives: labels.reduce((sum, y) => sum + y, 0) };
  return {
    kind: 'propensity-model',
    schemaVersion: ARTIFACT_SCHEMA_VERSION,
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
    preprocessing: preprocessing.transformers,
    model,
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

/** Numbers of a few sizes and texts, each missing in some rows. */
function cellOf({ kind }: FeatureSpec, row: number, column: number): number | string | null {
  const share = scattered(row, column + 1);
  if (kind === 'categorical') return LEVELS[Math.floor(share * LEVELS.length)]!;
  return share < 0.1 ? null : Math.round(share * 10 ** (column % 4));
}

/** In [0, 1), unlike for other rows and columns. */
function scattered(row: number, column: number): number {
  return ((row + 1) * (0.6180339887498949 + column * 0.0754877666246693)) % 1;
}
