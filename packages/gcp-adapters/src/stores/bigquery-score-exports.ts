import { Table } from '@propensity/core';
import { exportedMeanwhile, forgottenMeanwhile, noConsentKnown } from '@propensity/core/activation';
import type { HoldoutGroups, HoldoutRule } from '@propensity/core/holdout';
import type {
  ConsentWindow,
  ExportChoice,
  ExportedScore,
  ExportFilter,
  ScoreExport,
  ScoreExports,
  StagedExport,
} from '@propensity/core/ports';
import {
  EXPORT_ORDER,
  type ExportFilterSql,
  type ExportScope,
  exportedColumns,
  exportedRowsSql,
  type GroupCountRow,
  type GroupScope,
  type GroupVarianceRow,
  googlesqlDialect,
  groupCountsSql,
  groupVarianceSql,
  holdoutGroupsOf,
  IN_FILE,
  type Relation,
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
  heldOut: 0,
  withoutConsent: null,
  week: null,
  read: async () => {},
  record: async () => {},
  discard: async () => {},
};

/** Who has consented to ads, as the tables of a source say it. */
export interface AdsConsentTables {
  /** The relation of their `user_id`s, and the tables that it reads. */
  consented(window: ConsentWindow): Promise<{ readonly relation: Relation; readonly reads: string }>;
}

/** `ScoreExports` over `ma_exports`, `ma_exported_scores` and `ma_export_groups`; only the rows of an export leave BigQuery. */
export class BigQueryScoreExports implements ScoreExports {
  constructor(
    readonly warehouse: BigQueryWarehouse,
    readonly reader: Pick<ColumnReader, 'read'>,
    /** A new text at every call: names of staging tables must not meet. */
    readonly nonce: () => string,
    /** Left out where the source does not say it. */
    readonly consent?: AdsConsentTables,
  ) {}

  async groups(target: string, seed: number): Promise<readonly HoldoutGroups[]> {
    const { warehouse } = this;
    if (!(await warehouse.has('exportGroups'))) return [];
    const scope = { target, seed };
    const counts = await (await warehouse.jobs.read(this.groupCountsStatement(scope))).rows<GroupCountRow>();
    if (counts.length === 0) return [];
    const variances = await (await warehouse.jobs.read(this.groupVarianceStatement(scope))).rows<GroupVarianceRow>();
    return holdoutGroupsOf(counts, variances);
  }

  async list(target: string, destination: string): Promise<readonly ScoreExport[]> {
    const { warehouse } = this;
    if (!(await warehouse.has('scoreExports'))) return [];
    const result = await warehouse.jobs.read(this.listStatement({ target, destination }));
    return (await result.rows<ScoreExportRow>()).map(scoreExportOf);
  }

  async stage(
    target: string,
    destination: string,
    choice: ExportChoice,
    { holdout, consent }: ExportFilter = {},
  ): Promise<StagedExport> {
    const { warehouse } = this;
    if (consent !== undefined && this.consent === undefined) throw noConsentKnown();
    if (!(await warehouse.has('predictions'))) return NOBODY;
    // What is recorded is compared with the list as it is now.
    warehouse.forgotten.forget();
    await warehouse.forgotten.keeps();
    for (const key of ['exportedScores', 'scoreExports', 'exportGroups'] as const) await warehouse.ensure(key);
    const staging = warehouse.fullName(`ma_staged_export_${this.nonce()}`);
    const asked = consent === undefined ? undefined : await this.consent!.consented(consent);
    const filter = { holdout, consented: asked?.relation };
    await warehouse.jobs.write(this.stageStatement({ target, destination }, choice, staging, filter, asked?.reads));
    const result = await warehouse.jobs.read(this.stagedStatement(staging, target));
    const [staged] = await result.rows<StagedRow>();
    return {
      rows: Number(staged!.row_count),
      heldOut: Number(staged!.held_out),
      withoutConsent: consent === undefined ? null : Number(staged!.without_consent),
      week: staged!.week,
      read: (take) => this.#read(staging, take),
      record: (done) => this.#record(staging, done, holdout),
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

  async #record(staging: string, done: ScoreExport, holdout: HoldoutRule | undefined): Promise<void> {
    const { forgotten, tables } = this.warehouse;
    if (await forgotten.hasGrown()) throw forgottenMeanwhile(done);
    const result = await this.warehouse.jobs.write(this.recordStatement(staging, done, holdout));
    const [row] = await result.rows<{ export_id: string | null }>();
    if (row?.export_id !== done.exportId) throw exportedMeanwhile(done);
    await forgotten.eraseSince([tables.exportedScores, tables.exportGroups]);
  }

  listStatement(scope: ExportScope): ReadStatement {
    return {
      step: 'list-exports',
      purpose: { kind: 'reads rows', standIn: [] },
      sql: scoreExportsSql(googlesqlDialect, this.warehouse.tables.scoreExports, scope),
    };
  }

  groupCountsStatement(scope: GroupScope): ReadStatement {
    return {
      step: 'count-groups',
      purpose: { kind: 'reads rows', standIn: [] },
      sql: groupCountsSql(googlesqlDialect, this.warehouse.tables.exportGroups, scope),
    };
  }

  groupVarianceStatement(scope: GroupScope): ReadStatement {
    return {
      step: 'variance-of-groups',
      purpose: { kind: 'reads rows', standIn: [] },
      sql: groupVarianceSql(googlesqlDialect, this.warehouse.tables.exportGroups, scope),
    };
  }

  /** Chooses the rows into a table that goes by itself should nobody drop it. */
  stageStatement(
    scope: ExportScope,
    choice: ExportChoice,
    staging: string,
    filter: ExportFilterSql = {},
    reads?: string,
  ): WriteStatement {
    const query = exportedRowsSql(googlesqlDialect, this.warehouse.tables, scope, choice, filter);
    return {
      step: 'choose-users',
      ...(reads !== undefined && { reads }),
      purpose: WRITES,
      sql: expiringTableSql({ table: staging, query, days: STAGING_DAYS, clusterBy: ['user_id'] }),
    };
  }

  stagedStatement(staging: string, target: string): ReadStatement {
    return {
      step: 'count-users',
      purpose: { kind: 'reads rows', standIn: [{ row_count: 0, held_out: 0, without_consent: 0, week: null }] },
      sql: stagedExportSql(googlesqlDialect, staging, this.warehouse.tables, target),
    };
  }

  readStatement(staging: string): ReadStatement {
    return {
      step: 'read-users',
      purpose: { kind: 'reads columns', standInRows: 0 },
      sql: `SELECT ROW_NUMBER() OVER (ORDER BY ${EXPORT_ORDER}) - 1 AS position, user_id, proba, decile,
  CASE WHEN selected THEN 1 ELSE 0 END AS selected, model, predicted_week, predicted_at
FROM (SELECT ${exportedColumns(googlesqlDialect)} FROM ${googlesqlDialect.table(staging)} AS s WHERE ${IN_FILE}) AS s`,
    };
  }

  /** Two that record at once share a job, and find there which of them has the place: the key leaves out what they differ in. */
  recordStatement(staging: string, done: ScoreExport, holdout?: HoldoutRule): WriteStatement {
    const { tables } = this.warehouse;
    return {
      step: 'record-export',
      purpose: { kind: 'writes', ofResults: true, standIn: [{ export_id: done.exportId }] },
      key: JSON.stringify([tables.scoreExports, done.target, done.destination, done.sequence]),
      sql: recordExportScriptSql(tables, staging, done, holdout),
    };
  }
}

interface StagedRow {
  readonly row_count: number;
  readonly held_out: number;
  readonly without_consent: number;
  readonly week: string | null;
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
  const { selected, ...score } = table.row(row);
  return { ...(score as Omit<ExportedScore, 'selected'>), selected: selected === 1 };
}
