import { parseWeekEvaluation, type WeekEvaluation } from '@propensity/core/jobs';
import type { EvaluationStore } from '@propensity/core/ports';
import {
  duckdbDialect,
  MODEL_EVALUATION,
  replaceRowsSql,
  weekEvaluationRow,
  weekEvaluationsSql,
} from '@propensity/warehouse-sql';
import type { LocalWarehouse } from '../warehouse/local-warehouse.js';

/** `EvaluationStore` over `ma_model_evaluation`. */
export class DuckDbEvaluationStore implements EvaluationStore {
  constructor(readonly warehouse: LocalWarehouse) {}

  async put(rows: readonly WeekEvaluation[], target: string): Promise<void> {
    const { warehouse } = this;
    const table = warehouse.tables.modelEvaluation;
    const values = rows.map((row) => weekEvaluationRow(row, target));
    const statements = replaceRowsSql(duckdbDialect, table, MODEL_EVALUATION, values);
    await warehouse.transaction(async () => {
      for (const sql of statements) await warehouse.run(sql);
    });
  }

  async list(): Promise<readonly WeekEvaluation[]> {
    return (await this.#all()).filter(({ shadow }) => shadow === undefined);
  }

  async listShadow(): Promise<readonly WeekEvaluation[]> {
    return (await this.#all()).filter(({ shadow }) => shadow !== undefined);
  }

  async #all(): Promise<readonly WeekEvaluation[]> {
    const rows = await this.warehouse.rows<{ result: string }>(
      weekEvaluationsSql(duckdbDialect, this.warehouse.tables.modelEvaluation),
    );
    return rows.map(({ result }) => parseWeekEvaluation(result));
  }
}
