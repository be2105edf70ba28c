import type { ModelRecord, ModelRegistry } from '@propensity/core/ports';
import { type ModelChange, modelsChanged } from '@propensity/core/registry';
import {
  appendRowSql,
  googlesqlDialect,
  MODEL_CHANGES,
  MODEL_TRAINING_METADATA,
  type ModelChangeRow,
  type ModelRecordRow,
  mergeRowsSql,
  modelChangeOf,
  modelChangeRow,
  modelChangesSql,
  modelRecordOf,
  modelRecordRow,
  modelRecordsSql,
} from '@propensity/warehouse-sql';
import type { ReadStatement, WriteStatement } from '../jobs/statement.js';
import type { BigQueryWarehouse } from '../warehouse/bigquery-warehouse.js';

/** `ModelRegistry` over `ma_model_training_metadata` and `ma_model_changes`. */
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

  async changes(): Promise<readonly ModelChange[]> {
    const { warehouse } = this;
    if (!(await warehouse.has('modelChanges'))) return [];
    const result = await warehouse.jobs.read(this.changesStatement());
    return (await result.rows<ModelChangeRow>()).map(modelChangeOf);
  }

  async append(change: ModelChange): Promise<void> {
    const { warehouse } = this;
    await warehouse.ensure('modelChanges');
    await warehouse.jobs.write(this.appendStatement(change));
    // Whoever was first has the place.
    const stored = (await this.changes()).find(({ sequence }) => sequence === change.sequence);
    if (stored?.changeId !== change.changeId) throw modelsChanged(change);
  }

  changesStatement(): ReadStatement {
    return {
      step: 'list-changes',
      purpose: { kind: 'decides', on: 'changes' },
      sql: modelChangesSql(googlesqlDialect, this.warehouse.tables.modelChanges),
    };
  }

  appendStatement(change: ModelChange): WriteStatement {
    const table = this.warehouse.tables.modelChanges;
    return {
      step: 'decide-on-model',
      purpose: { kind: 'writes', ofResults: true },
      key: `${table} ${change.changeId}`,
      ...appendRowSql(googlesqlDialect, table, MODEL_CHANGES, modelChangeRow(change)),
    };
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
