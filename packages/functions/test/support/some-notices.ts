import { PropensityError } from '@propensity/core';
import type { EvaluateResult, PredictResult, TrainResult } from '@propensity/core/jobs';
import { noticeOf } from '../../src/notices/notice.js';
import type { JobResult } from '../../src/notices/summarise-result.js';

const settings = { targetEvent: 'purchase', horizonDays: 7, codeVersion: '1.2.3' };
const now = Date.UTC(2026, 1, 3, 6);

export const trained = {
  job: 'modelTraining',
  run_id: 'modelTraining-2026-01-20-abc',
  snapshot: '2026-01-20',
  model: 'model-1',
  status: 'rejected',
  reasons: ['Log-loss is <worse> than the champion\'s & "that" is that.'],
  metrics: { roc_auc: 0.8051, log_loss_skill: 0.154, ece: 0.0035, lift_at_10: 4.27 },
  simple_rule: { roc_auc: 0.678, average_precision: 0.1 },
  counts: { rows: 80_000, users: 20_000, positives: 3000 },
  test: { rows: 4000, users: 4000, positives: 150 },
} as unknown as TrainResult;

export const predicted: PredictResult = {
  job: 'predictions',
  run_id: 'predictions-2026-02-03-abc',
  snapshot: '2026-02-03',
  model: 'model-1',
  in_sample: false,
  counts: { scored: 10_563, overwritten: 9000, appended: 1563, kept: 42, selected: 500 },
};

export const evaluated = {
  job: 'modelEvaluation',
  run_id: 'modelEvaluation-2026-02-10-abc',
  evaluated: ['2026-01-27', '2026-02-03', '2026-01-20'].map((predicted_week, index) => ({
    predicted_week,
    model: `model-${index}`,
    n: 1000 + index,
    positives: 40,
    roc_auc: 0.8,
    log_loss_skill: 0.1,
    ece: 0.01,
    lift_at_10: null,
    simple_rule: { roc_auc: 0.7, average_precision: 0.1 },
    reachable_share: 0.8,
    notes: [`A note of ${predicted_week}.`],
  })),
  pending: [{ predicted_week: '2026-02-10', matures_on: '2026-02-17' }],
} as unknown as EvaluateResult;

function noticeOfResult(result: JobResult, snapshot: string) {
  const { job, run_id: runId } = result;
  return noticeOf({ result }, { job, run: { job, runId, snapshot }, settings, now });
}

export const noticeOfPredictions = noticeOfResult(predicted, predicted.snapshot);
export const noticeOfAcceptedDrift = noticeOfResult(
  {
    ...predicted,
    accepted_drift: [{ kind: 'name', name: 'page_view', before: 5.2, now: 0 }],
    notes: ['Something else.'],
  },
  predicted.snapshot,
);
export const noticeOfTraining = noticeOfResult(trained, trained.snapshot);
export const noticeOfEvaluation = noticeOfResult(evaluated, '2026-02-10');

export const noticeOfRefusal = noticeOf(
  { error: new PropensityError('missing_days', 'Day 2026-01-05 is missing.', { kind: 'refused', hint: 'Load it.' }) },
  { job: 'predictions', run: null, settings, now },
);

export const noticeOfFailure = noticeOf(
  { error: new Error('SELECT secret FROM vault') },
  { job: 'predictions', run: null, settings, now },
);
