import type { HoldoutComparison } from '@propensity/core/holdout';
import { parseWeekEvaluation, type WeekEvaluation } from '@propensity/core/jobs';
import type { EvaluationStore } from '@propensity/core/ports';
import {
  duckdbDialect,
  HOLDOUT_RESULTS,
  holdoutResultRow,
  holdoutResultsSql,
  MODEL_EVALUATION,
  replaceRowsSql,
  weekEvaluationRow,
  weekEvaluationsSql,
} from '@propensity/warehouse-sql';
import type { LocalWarehouse } from '../warehouse/local-warehouse.js';

/** `EvaluationStore` over `ma_model_evaluation` and `ma_holdout_results`. */
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

  async putHoldout(rows: readonly HoldoutComparison[], target: string, evaluatedAt: string): Promise<void> {
    const { warehouse } = this;
    const values = rows.map((row) => holdoutResultRow(row, target, evaluatedAt));
    const statements = replaceRowsSql(duckdbDialect, warehouse.tables.holdoutResults, HOLDOUT_RESULTS, values);
    await warehouse.transaction(async () => {
      for (const sql of statements) await warehouse.run(sql);
    });
  }

  async listHoldout(target: string): Promise<readonly HoldoutComparison[]> {
    const rows = await this.warehouse.rows<{ result: string }>(
      holdoutResultsSql(duckdbDialect, this.warehouse.tables.holdoutResults, target),
    );
    return rows.map(({ result }) => JSON.parse(result) as HoldoutComparison);
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
