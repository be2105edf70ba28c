import { evaluateScores, Preprocessor, scorerOf, type Table } from '@propensity/core';
import type { JobSettings } from '@propensity/core/config';
import { featureHashOf, metricsJson } from '@propensity/core/jobs';
import { ARTIFACT_SCHEMA_VERSION, contestOf, PreparedRows, serialiseArtifact } from '@propensity/core/models';
import type { ModelRecord, Ports } from '@propensity/core/ports';

const MIN_LEVEL_COUNT = 20;
/** S of its training: its labels were over before the snapshot that is scored. */
const TRAINED_AT = '2026-02-01';

/** Which kind of model is fitted. */
export type ModelName = 'linear' | 'additive';

function candidateOf(model: ModelName) {
  const estimator = model === 'linear' ? 'logistic-regression' : 'additive-model';
  const { candidates, richer } = contestOf({ estimator, C: 1 });
  return richer === null ? candidates[0]! : richer.after(candidates[0]!);
}

/** Fits a model as training does, on rows of a snapshot and made-up labels, and registers it as the champion. */
export async function registerSyntheticModel(
  { artifacts, registry, snapshots }: Ports,
  settings: JobSettings,
  table: Table,
  labels: Float64Array,
  kind: ModelName = 'linear',
): Promise<void> {
  const preprocessor = new Preprocessor(snapshots.features, { minLevelCount: MIN_LEVEL_COUNT }).fit(table);
  const prepared = new PreparedRows(table, undefined, preprocessor);
  const model = candidateOf(kind).fit({ prepared, labels }).toModel(0);
  const preprocessing = preprocessor.transformers;
  const calibration = { method: 'platt', slope: 0.98, intercept: -0.03 } as const;
  const { seed } = settings.training;
  const proba = scorerOf({ preprocessing, model, calibration }).predictProba(table);
  const metrics = metricsJson(evaluateScores(labels, proba, { threshold: 0.5, seed }));
  const counts = { rows: table.nRows, users: table.nRows, positives: labels.reduce((sum, y) => sum + y, 0) };
  const { configHash, codeVersion, lookbackDays, horizonDays, timeZone, targetEvent } = settings;
  const featureHash = featureHashOf(snapshots.features);
  const runId = 'synthetic';
  const written = serialiseArtifact({
    kind: 'propensity-model',
    schemaVersion: ARTIFACT_SCHEMA_VERSION,
    target: { event: targetEvent },
    windows: { snapshot: TRAINED_AT, lookbackDays, horizonDays, timeZone, trainingSnapshots: [TRAINED_AT] },
    features: snapshots.features,
    preprocessing,
    model,
    calibration,
    metrics,
    provenance: {
      runId,
      configHash,
      featureHash,
      codeVersion,
      seed,
      allowedMissingDays: [],
      counts,
      train: counts,
      test: counts,
    },
  });
  await artifacts.write(written.fileName, written.text);
  const record: ModelRecord = {
    runId,
    trainingDate: TRAINED_AT,
    trainedAt: `${TRAINED_AT}T00:00:00.000Z`,
    model: written.artifact.name,
    fileNameInBucket: written.fileName,
    sha256: written.sha256,
    status: 'champion',
    targetEvent,
    lookbackDays,
    horizonDays,
    configHash,
    featureHash,
    codeVersion,
    allowedMissingDays: [],
    result: {
      job: 'modelTraining',
      run_id: runId,
      snapshot: TRAINED_AT,
      model: written.artifact.name,
      status: 'champion',
      reasons: [],
      metrics,
      simple_rule: { roc_auc: null, average_precision: null },
      counts,
      train: counts,
      test: counts,
      artifact: { name: written.fileName, sha256: written.sha256 },
    },
  };
  await registry.put(record);
}
