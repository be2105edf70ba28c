import type { ModelRecord, ModelRegistry, ModelStatus, TrainResult } from '@propensity/core';
import {
  duckdbDialect,
  MODEL_TRAINING_METADATA,
  modelRecordRow,
  modelRecordsSql,
  replaceRowsSql,
} from '@propensity/warehouse-sql';
import type { LocalWarehouse } from './local-warehouse.js';

interface RecordRow {
  readonly run_id: string;
  readonly training_date: string;
  readonly trained_at: string;
  readonly model: string;
  readonly file_name_in_bucket: string;
  readonly sha256: string;
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

/** `ModelRegistry` over `ma_model_training_metadata`. */
export class DuckDbModelRegistry implements ModelRegistry {
  constructor(readonly warehouse: LocalWarehouse) {}

  async put(record: ModelRecord): Promise<void> {
    const { warehouse } = this;
    const statements = replaceRowsSql(duckdbDialect, warehouse.tables.modelTrainingMetadata, MODEL_TRAINING_METADATA, [
      modelRecordRow(record),
    ]);
    await warehouse.transaction(async () => {
      for (const sql of statements) await warehouse.run(sql);
    });
  }

  async list(): Promise<readonly ModelRecord[]> {
    const rows = await this.warehouse.rows<RecordRow>(
      modelRecordsSql(duckdbDialect, this.warehouse.tables.modelTrainingMetadata),
    );
    return rows.map((row) => ({
      runId: row.run_id,
      trainingDate: row.training_date,
      trainedAt: row.trained_at,
      model: row.model,
      fileNameInBucket: row.file_name_in_bucket,
      sha256: row.sha256,
      status: row.status,
      targetEvent: row.target_event,
      lookbackDays: row.lookback_days,
      horizonDays: row.horizon_days,
      configHash: row.config_hash,
      featureHash: row.feature_hash,
      codeVersion: row.code_version,
      allowedMissingDays: JSON.parse(row.allowed_missing_days_json) as string[],
      result: JSON.parse(row.result) as TrainResult,
    }));
  }
}
