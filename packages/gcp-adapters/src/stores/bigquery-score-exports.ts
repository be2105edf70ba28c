import { Table } from '@propensity/core';
import { exportedMeanwhile, forgottenMeanwhile } from '@propensity/core/activation';
import type { ExportChoice, ExportedScore, ScoreExport, ScoreExports, StagedExport } from '@propensity/core/ports';
import {
  EXPORT_ORDER,
  type ExportScope,
  exportedColumns,
  exportedRowsSql,
  googlesqlDialect,
  recordExportScriptSql,
  type ScoreExportRow,
  scoreExportOf,
  scoreExportsSql,
  stagedExportSql,
} from '@propensity/warehouse-sql';
import type { ReadStatement, WriteStatement } from '../jobs/statement.js';
import { WRITES } from '../jobs/statement-purpose.js';
import type { ColumnRequest } from '../readers/column-filler.js';
import type { ColumnReader } from '../readers/column-reader.js';
import type { BigQueryWarehouse } from '../warehouse/bigquery-warehouse.js';
import { expiringTableSql } from '../warehouse/expiring-table.js';

const STAGING_DAYS = 1;
/** Rows that are given on at a time. */
const BATCH_ROWS = 2048;
const NOBODY: StagedExport = {
  rows: 0,
  week: null,
  read: async () => {},
  record: async () => {},
  discard: async () => {},
};

/** `ScoreExports` over `ma_exports` and `ma_exported_scores`; only the rows of an export leave BigQuery. */
export class BigQueryScoreExports implements ScoreExports {
  constructor(
    readonly warehouse: BigQueryWarehouse,
    readonly reader: Pick<ColumnReader, 'read'>,
    /** A new text at every call: names of staging tables must not meet. */
    readonly nonce: () => string,
  ) {}

  async list(target: string, destination: string): Promise<readonly ScoreExport[]> {
    const { warehouse } = this;
    if (!(await warehouse.has('scoreExports'))) return [];
    const result = await warehouse.jobs.read(this.listStatement({ target, destination }));
    return (await result.rows<ScoreExportRow>()).map(scoreExportOf);
  }

  async stage(target: string, destination: string, choice: ExportChoice): Promise<StagedExport> {
    const { warehouse } = this;
    if (!(await warehouse.has('predictions'))) return NOBODY;
    // What is recorded is compared with the list as it is now.
    warehouse.forgotten.forget();
    await warehouse.forgotten.keeps();
    for (const key of ['exportedScores', 'scoreExports'] as const) await warehouse.ensure(key);
    const staging = warehouse.fullName(`ma_staged_export_${this.nonce()}`);
    await warehouse.jobs.write(this.stageStatement({ target, destination }, choice, staging));
    const result = await warehouse.jobs.read(this.stagedStatement(staging, target));
    const [staged] = await result.rows<{ row_count: number; week: string | null }>();
    return {
      rows: Number(staged!.row_count),
      week: staged!.week,
      read: (take) => this.#read(staging, take),
      record: (done) => this.#record(staging, done),
      // The table goes by itself.
      discard: () => warehouse.drop(staging).catch(() => {}),
    };
  }

  async #read(staging: string, take: Parameters<StagedExport['read']>[0]): Promise<void> {
    const result = await this.warehouse.jobs.read(this.readStatement(staging));
    const columns = await this.reader.read({
      table: result.table!,
      requests: COLUMNS,
      rowCount: await result.rowCount(),
    });
    const table = new Table(COLUMNS.map(({ name }, index) => [name, columns[index]!] as const));
    for (let start = 0; start < table.nRows; start += BATCH_ROWS) {
      const rows = Math.min(BATCH_ROWS, table.nRows - start);
      await take(Array.from({ length: rows }, (_, row) => exportedScoreOf(table, start + row)));
    }
  }

  async #record(staging: string, done: ScoreExport): Promise<void> {
    const { forgotten, tables } = this.warehouse;
    if (await forgotten.hasGrown()) throw forgottenMeanwhile(done);
    const result = await this.warehouse.jobs.write(this.recordStatement(staging, done));
    const [row] = await result.rows<{ export_id: string | null }>();
    if (row?.export_id !== done.exportId) throw exportedMeanwhile(done);
    await forgotten.eraseSince([tables.exportedScores]);
  }

  listStatement(scope: ExportScope): ReadStatement {
    return {
      step: 'list-exports',
      purpose: { kind: 'reads rows', standIn: [] },
      sql: scoreExportsSql(googlesqlDialect, this.warehouse.tables.scoreExports, scope),
    };
  }

  /** Chooses the rows into a table that goes by itself should nobody drop it. */
  stageStatement(scope: ExportScope, choice: ExportChoice, staging: string): WriteStatement {
    const query = exportedRowsSql(googlesqlDialect, this.warehouse.tables, scope, choice);
    return {
      step: 'choose-users',
      purpose: WRITES,
      sql: expiringTableSql({ table: staging, query, days: STAGING_DAYS, clusterBy: ['user_id'] }),
    };
  }

  stagedStatement(staging: string, target: string): ReadStatement {
    return {
      step: 'count-users',
      purpose: { kind: 'reads rows', standIn: [{ row_count: 0, week: null }] },
      sql: stagedExportSql(googlesqlDialect, staging, this.warehouse.tables, target),
    };
  }

  readStatement(staging: string): ReadStatement {
    return {
      step: 'read-users',
      purpose: { kind: 'reads columns', standInRows: 0 },
      sql: `SELECT ROW_NUMBER() OVER (ORDER BY ${EXPORT_ORDER}) - 1 AS position, user_id, proba, decile,
  CASE WHEN selected THEN 1 ELSE 0 END AS selected, model, predicted_week, predicted_at
FROM (SELECT ${exportedColumns(googlesqlDialect)} FROM ${googlesqlDialect.table(staging)} AS s) AS s`,
    };
  }

  /** Two that record at once share a job, and find there which of them has the place: the key leaves out what they differ in. */
  recordStatement(staging: string, done: ScoreExport): WriteStatement {
    const { tables } = this.warehouse;
    return {
      step: 'record-export',
      purpose: { kind: 'writes', ofResults: true, standIn: [{ export_id: done.exportId }] },
      key: JSON.stringify([tables.scoreExports, done.target, done.destination, done.sequence]),
      sql: recordExportScriptSql(tables, staging, done),
    };
  }
}

const texts = (name: string): ColumnRequest => ({ name, kind: 'categorical' });
const numbers = (name: string): ColumnRequest => ({ name, kind: 'numeric' });
const COLUMNS: readonly ColumnRequest[] = [
  texts('user_id'),
  numbers('proba'),
  numbers('decile'),
  numbers('selected'),
  texts('model'),
  texts('predicted_week'),
  texts('predicted_at'),
];

function exportedScoreOf(table: Table, row: number): ExportedScore {
  const text = (name: string) => {
    const { codes, levels } = table.categorical(name);
    return levels[codes[row]!]!;
  };
  const decile = table.numeric('decile')[row]!;
  return {
    user_id: text('user_id'),
    proba: table.numeric('proba')[row]!,
    decile: Number.isNaN(decile) ? null : decile,
    selected: table.numeric('selected')[row] === 1,
    model: text('model'),
    predicted_week: text('predicted_week'),
    predicted_at: text('predicted_at'),
  };
}
