import type { HoldoutComparison } from '@propensity/core/holdout';
import { parseWeekEvaluation, type WeekEvaluation } from '@propensity/core/jobs';
import type { EvaluationStore } from '@propensity/core/ports';
import {
  googlesqlDialect,
  HOLDOUT_RESULTS,
  holdoutResultRow,
  holdoutResultsSql,
  MODEL_EVALUATION,
  mergeRowsSql,
  weekEvaluationRow,
  weekEvaluationsSql,
} from '@propensity/warehouse-sql';
import type { ReadStatement, WriteStatement } from '../jobs/statement.js';
import type { BigQueryWarehouse } from '../warehouse/bigquery-warehouse.js';

/** Rows of one MERGE: BigQuery takes 10,000 parameters. More are years of weeks; each row stands for itself. */
const ROWS_AT_ONCE = Math.floor(10_000 / MODEL_EVALUATION.columns.length);

/** `EvaluationStore` over `ma_model_evaluation` and `ma_holdout_results`. */
export class BigQueryEvaluationStore implements EvaluationStore {
  constructor(readonly warehouse: BigQueryWarehouse) {}

  async put(rows: readonly WeekEvaluation[], target: string): Promise<void> {
    if (rows.length === 0) return;
    await this.warehouse.ensure('modelEvaluation');
    for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
      await this.warehouse.jobs.write(this.putStatement(rows.slice(start, start + ROWS_AT_ONCE), target));
    }
  }

  async list(): Promise<readonly WeekEvaluation[]> {
    return (await this.#all()).filter(({ shadow }) => shadow === undefined);
  }

  async listShadow(): Promise<readonly WeekEvaluation[]> {
    return (await this.#all()).filter(({ shadow }) => shadow !== undefined);
  }

  async #all(): Promise<readonly WeekEvaluation[]> {
    const { warehouse } = this;
    if (!(await warehouse.has('modelEvaluation'))) return [];
    const rows = await (await warehouse.jobs.read(this.listStatement())).rows<{ result: string }>();
    return rows.map(({ result }) => parseWeekEvaluation(result));
  }

  async putHoldout(rows: readonly HoldoutComparison[], target: string, evaluatedAt: string): Promise<void> {
    if (rows.length === 0) return;
    await this.warehouse.ensure('holdoutResults');
    await this.warehouse.jobs.write(this.putHoldoutStatement(rows, target, evaluatedAt));
  }

  async listHoldout(target: string): Promise<readonly HoldoutComparison[]> {
    const { warehouse } = this;
    if (!(await warehouse.has('holdoutResults'))) return [];
    const rows = await (await warehouse.jobs.read(this.listHoldoutStatement(target))).rows<{ result: string }>();
    return rows.map(({ result }) => JSON.parse(result) as HoldoutComparison);
  }

  putHoldoutStatement(rows: readonly HoldoutComparison[], target: string, evaluatedAt: string): WriteStatement {
    const values = rows.map((row) => holdoutResultRow(row, target, evaluatedAt));
    return {
      step: 'save-holdout',
      purpose: { kind: 'writes', ofResults: true },
      ...mergeRowsSql(googlesqlDialect, this.warehouse.tables.holdoutResults, HOLDOUT_RESULTS, values),
    };
  }

  listHoldoutStatement(target: string): ReadStatement {
    return {
      step: 'list-holdout',
      purpose: { kind: 'reads rows', standIn: [] },
      sql: holdoutResultsSql(googlesqlDialect, this.warehouse.tables.holdoutResults, target),
    };
  }

  putStatement(rows: readonly WeekEvaluation[], target: string): WriteStatement {
    const table = this.warehouse.tables.modelEvaluation;
    const values = rows.map((row) => weekEvaluationRow(row, target));
    return {
      step: 'save-evaluations',
      purpose: { kind: 'writes', ofResults: true },
      ...mergeRowsSql(googlesqlDialect, table, MODEL_EVALUATION, values),
    };
  }

  listStatement(): ReadStatement {
    return {
      step: 'list-evaluations',
      purpose: { kind: 'decides', on: 'evaluations' },
      sql: weekEvaluationsSql(googlesqlDialect, this.warehouse.tables.modelEvaluation),
    };
  }
}
