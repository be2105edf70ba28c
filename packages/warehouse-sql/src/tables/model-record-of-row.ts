import { type ModelStatus, parseTrainResult } from '@propensity/core/jobs';
import type { ModelRecord } from '@propensity/core/ports';

/** A row that `modelRecordsSql` selects. */
export interface ModelRecordRow {
  readonly run_id: string;
  readonly training_date: string;
  readonly trained_at: string;
  readonly model: string;
  readonly file_name_in_bucket: string;
  readonly sha256: string;
  /** Null where training fitted its own preprocessing, and in rows of versions that always did. */
  readonly preprocessor_file: string | null;
  readonly preprocessor_sha256: string | null;
  readonly status: ModelStatus;
  readonly target_event: string;
  readonly lookback_days: number;
  readonly horizon_days: number;
  readonly config_hash: string;
  readonly feature_hash: string;
  readonly code_version: string;
  readonly allowed_missing_days_json: string;
  readonly result: string;
}

/** The record from which `modelRecordRow` made the row. */
export function modelRecordOf(row: ModelRecordRow): ModelRecord {
  const { preprocessor_file: name, preprocessor_sha256: sha256 } = row;
  return {
    runId: row.run_id,
    trainingDate: row.training_date,
    trainedAt: row.trained_at,
    model: row.model,
    fileNameInBucket: row.file_name_in_bucket,
    sha256: row.sha256,
    ...(name !== null && sha256 !== null && { preprocessor: { name, sha256 } }),
    status: row.status,
    targetEvent: row.target_event,
    lookbackDays: row.lookback_days,
    horizonDays: row.horizon_days,
    configHash: row.config_hash,
    featureHash: row.feature_hash,
    codeVersion: row.code_version,
    allowedMissingDays: JSON.parse(row.allowed_missing_days_json) as string[],
    result: parseTrainResult(row.result),
  };
}
