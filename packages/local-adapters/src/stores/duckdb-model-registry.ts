import type { ModelRecord, ModelRegistry } from '@propensity/core/ports';
import {
  duckdbDialect,
  MODEL_TRAINING_METADATA,
  type ModelRecordRow,
  modelRecordOf,
  modelRecordRow,
  modelRecordsSql,
  replaceRowsSql,
} from '@propensity/warehouse-sql';
import type { LocalWarehouse } from '../warehouse/local-warehouse.js';

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
    const { warehouse } = this;
    const sql = modelRecordsSql(duckdbDialect, warehouse.tables.modelTrainingMetadata);
    return (await warehouse.rows<ModelRecordRow>(sql)).map(modelRecordOf);
  }
}
