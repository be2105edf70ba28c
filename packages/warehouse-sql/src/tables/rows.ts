import type { WeekEvaluation } from '@propensity/core/jobs';
import { METRICS } from '@propensity/core/metrics';
import type { ModelRecord, PublishedRun } from '@propensity/core/ports';
import { metricValues } from './metric-columns.js';
import type { SqlRow } from './sql-row.js';

/** Bytes that the queries of a run read and were billed for, where the warehouse counts them. */
export interface RunBytes {
  readonly processed: number | null;
  readonly billed: number | null;
}

export const NOT_COUNTED: RunBytes = { processed: null, billed: null };

/** The row of `ma_model_training_metadata` for a record. */
export function modelRecordRow(record: ModelRecord, bytes: RunBytes = NOT_COUNTED): SqlRow {
  const { metrics, train, test, refit, reasons } = record.result;
  return {
    run_id: record.runId,
    training_date: record.trainingDate,
    trained_at: record.trainedAt,
    model: record.model,
    file_name_in_bucket: record.fileNameInBucket,
    sha256: record.sha256,
    preprocessor_file: record.preprocessor?.name ?? null,
    preprocessor_sha256: record.preprocessor?.sha256 ?? null,
    status: record.status,
    reasons_json: JSON.stringify(reasons),
    target_event: record.targetEvent,
    lookback_days: record.lookbackDays,
    horizon_days: record.horizonDays,
    ...metricValues(METRICS, metrics),
    threshold: metrics.threshold,
    training_rows: train.rows,
    training_users: train.users,
    training_positives: train.positives,
    test_rows: test.rows,
    test_users: test.users,
    test_positives: test.positives,
    refit_json: refit === undefined ? null : JSON.stringify(refit),
    config_hash: record.configHash,
    feature_hash: record.featureHash,
    code_version: record.codeVersion,
    allowed_missing_days_json: JSON.stringify(record.allowedMissingDays),
    result: JSON.stringify(record.result),
    bytes_processed: bytes.processed,
    bytes_billed: bytes.billed,
    parent: record.result.recalibration?.parent ?? null,
  };
}

/** The row of `ma_prediction_runs` for a published run. */
export function predictionRunRow(run: PublishedRun, bytes: RunBytes = NOT_COUNTED): SqlRow {
  const { accepted_drift, counts } = run.result;
  const { scored, overwritten, appended, kept, selected = null } = counts;
  return {
    run_id: run.runId,
    predicted_week: run.snapshot,
    model: run.model,
    sha256: run.sha256,
    predicted_at: run.predictedAt,
    in_sample: run.inSample,
    horizon_days: run.horizonDays,
    allowed_missing_days_json: JSON.stringify(run.allowedMissingDays),
    scored,
    overwritten,
    appended,
    kept,
    selected,
    accepted_drift_json: accepted_drift === undefined ? null : JSON.stringify(accepted_drift),
    result: JSON.stringify(run.result),
    bytes_processed: bytes.processed,
    bytes_billed: bytes.billed,
    target: run.target,
    scores_checksum: run.scoresChecksum ?? null,
  };
}

/** The row of `ma_model_evaluation` for an evaluated week of a model of that target. */
export function weekEvaluationRow(week: WeekEvaluation, target: string): SqlRow {
  return {
    predicted_week: week.predicted_week,
    model: week.model,
    evaluated_at: week.evaluated_at,
    n: week.n,
    positives: week.positives,
    tp: week.tp,
    tn: week.tn,
    fp: week.fp,
    fn: week.fn,
    ...metricValues(METRICS, week),
    simple_rule_roc_auc: week.simple_rule.roc_auc,
    simple_rule_average_precision: week.simple_rule.average_precision,
    reachable_share: week.reachable_share,
    label_completeness: week.label_completeness,
    provisional: week.provisional,
    in_sample: week.in_sample,
    decay: decayText(week),
    decay_evidence: week.decay?.evidence ?? null,
    at_threshold_json: JSON.stringify(week.at_threshold),
    intervals_json: JSON.stringify(week.intervals),
    deciles_json: JSON.stringify(week.deciles),
    notes_json: JSON.stringify(week.notes),
    result: JSON.stringify(week),
    target,
    capacity_users: week.at_capacity?.users ?? null,
    capacity_recall: week.at_capacity?.recall ?? null,
    capacity_lift: week.at_capacity?.lift ?? null,
    label_days_hash: week.label_days_hash ?? null,
    shadow: week.shadow === undefined ? null : true,
  };
}

/** `holds`, or how the model has decayed; null where the week does not count. */
function decayText({ decay }: WeekEvaluation): string | null {
  if (decay == null) return null;
  return decay.verdict === 'decayed' ? (decay.kind ?? 'decayed') : 'holds';
}
