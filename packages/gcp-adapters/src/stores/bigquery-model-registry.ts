import type { ModelRecord, ModelRegistry } from '@propensity/core';
import {
  googlesqlDialect,
  MODEL_TRAINING_METADATA,
  type ModelRecordRow,
  mergeRowsSql,
  modelRecordOf,
  modelRecordRow,
  modelRecordsSql,
} from '@propensity/warehouse-sql';
import type { Statement } from '../jobs/statement.js';
import type { BigQueryWarehouse } from '../warehouse/bigquery-warehouse.js';

/** `ModelRegistry` over `ma_model_training_metadata`. */
export class BigQueryModelRegistry implements ModelRegistry {
  constructor(readonly warehouse: BigQueryWarehouse) {}

  async put(record: ModelRecord): Promise<void> {
    await this.warehouse.ensure('modelTrainingMetadata');
    await this.warehouse.jobs.write(this.putStatement(record));
  }

  async list(): Promise<readonly ModelRecord[]> {
    const { warehouse } = this;
    if (!(await warehouse.has('modelTrainingMetadata'))) return [];
    const result = await warehouse.jobs.read(this.listStatement());
    return (await result.rows<ModelRecordRow>()).map(modelRecordOf);
  }

  /** Replaces or inserts the record, with the bytes that its run has used so far. */
  putStatement(record: ModelRecord): Statement {
    const { tables, jobs } = this.warehouse;
    const row = modelRecordRow(record, jobs.used);
    return {
      step: 'register-model',
      ...mergeRowsSql(googlesqlDialect, tables.modelTrainingMetadata, MODEL_TRAINING_METADATA, [row]),
    };
  }

  listStatement(): Statement {
    return { step: 'list-models', sql: modelRecordsSql(googlesqlDialect, this.warehouse.tables.modelTrainingMetadata) };
  }
}
