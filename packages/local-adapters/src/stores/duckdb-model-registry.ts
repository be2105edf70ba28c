import type { ModelRecord, ModelRegistry } from '@propensity/core/ports';
import { type ModelChange, modelsChanged } from '@propensity/core/registry';
import {
  duckdbDialect,
  MODEL_CHANGES,
  MODEL_TRAINING_METADATA,
  type ModelChangeRow,
  type ModelRecordRow,
  modelChangeOf,
  modelChangeRow,
  modelChangesSql,
  modelRecordOf,
  modelRecordRow,
  modelRecordsSql,
  replaceRowsSql,
} from '@propensity/warehouse-sql';
import type { LocalWarehouse } from '../warehouse/local-warehouse.js';

/** `ModelRegistry` over `ma_model_training_metadata` and `ma_model_changes`. */
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

  async changes(): Promise<readonly ModelChange[]> {
    const { warehouse } = this;
    const rows = await warehouse.rows<ModelChangeRow>(modelChangesSql(duckdbDialect, warehouse.tables.modelChanges));
    return rows.map(modelChangeOf);
  }

  async append(change: ModelChange): Promise<void> {
    const { warehouse } = this;
    const [, insert] = replaceRowsSql(duckdbDialect, warehouse.tables.modelChanges, MODEL_CHANGES, [
      modelChangeRow(change),
    ]);
    await warehouse.transaction(async () => {
      const before = await this.changes();
      if (before.some(({ changeId }) => changeId === change.changeId)) return;
      if ((before.at(-1)?.sequence ?? 0) >= change.sequence) throw modelsChanged(change);
      await warehouse.run(insert!);
    });
  }
}
