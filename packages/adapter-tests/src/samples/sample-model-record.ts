import type { TrainResult } from '@propensity/core/jobs';
import type { ModelRecord } from '@propensity/core/ports';
import { sampleMetrics } from './sample-metrics.js';

/** What a training run might have returned; metrics that are undefined are null, text needs quoting. */
export function sampleTrainResult(runId: string, model: string, snapshot: string): TrainResult {
  const counts = { rows: 120, users: 60, positives: 7 };
  return {
    job: 'modelTraining',
    run_id: runId,
    snapshot,
    model,
    status: 'champion',
    reasons: ['It is the first; "nothing" else isn\'t there — yet.'],
    metrics: {
      ...sampleMetrics({
        roc_auc: 0.75,
        average_precision: null,
        log_loss: 0.1 + 0.2,
        log_loss_skill: null,
        brier: 1e-7,
        ece: 0.012345678901234567,
        precision: 0,
        recall: 1,
        lift_at_1: null,
        base_rate: 7 / 120,
      }),
      threshold: 0.05,
      intervals: { roc_auc: [0.6, 0.9] },
    },
    simple_rule: { roc_auc: 0.7, average_precision: null },
    counts,
    train: counts,
    test: counts,
    artifact: { name: `${model}.json`, sha256: 'ab'.repeat(32) },
  };
}

/** A registry row of that run. */
export function sampleModelRecord(runId: string, trainingDate: string, trainedAt: string): ModelRecord {
  const model = `model-of-${runId}`;
  const result = sampleTrainResult(runId, model, trainingDate);
  return {
    runId,
    trainingDate,
    trainedAt,
    model,
    fileNameInBucket: result.artifact.name,
    sha256: result.artifact.sha256,
    status: result.status,
    targetEvent: 'purchase',
    lookbackDays: 14,
    horizonDays: 7,
    configHash: '0123456789abcdef',
    featureHash: 'fedcba9876543210',
    codeVersion: '1.2.3-test',
    allowedMissingDays: ['2021-01-20', '2021-01-21'],
    result,
  };
}
