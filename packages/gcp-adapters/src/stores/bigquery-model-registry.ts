import type { ModelRecord, ModelRegistry } from '@propensity/core/ports';
import {
  googlesqlDialect,
  MODEL_TRAINING_METADATA,
  type ModelRecordRow,
  mergeRowsSql,
  modelRecordOf,
  modelRecordRow,
  modelRecordsSql,
} from '@propensity/warehouse-sql';
import type { ReadStatement, WriteStatement } from '../jobs/statement.js';
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
  putStatement(record: ModelRecord): WriteStatement {
    const { tables, jobs } = this.warehouse;
    const row = modelRecordRow(record, jobs.used);
    return {
      step: 'register-model',
      purpose: { kind: 'writes', ofResults: true },
      ...mergeRowsSql(googlesqlDialect, tables.modelTrainingMetadata, MODEL_TRAINING_METADATA, [row]),
    };
  }

  listStatement(): ReadStatement {
    return {
      step: 'list-models',
      purpose: { kind: 'decides', on: 'models' },
      sql: modelRecordsSql(googlesqlDialect, this.warehouse.tables.modelTrainingMetadata),
    };
  }
}
