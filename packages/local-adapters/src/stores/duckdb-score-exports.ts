import { exportedMeanwhile, noConsentKnown } from '@propensity/core/activation';
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
  duckdbDialect,
  EXPORT_ORDER,
  type ExportScope,
  exportedColumns,
  exportedRowsSql,
  type GroupCountRow,
  type GroupVarianceRow,
  groupCountsSql,
  groupVarianceSql,
  holdoutGroupsOf,
  IN_FILE,
  type Relation,
  recordGivenSql,
  recordGroupsSql,
  replaceRowsSql,
  SCORE_EXPORTS,
  type ScoreExportRow,
  scoreExportOf,
  scoreExportRow,
  scoreExportsSql,
  stagedExportSql,
} from '@propensity/warehouse-sql';
import type { LocalWarehouse } from '../warehouse/local-warehouse.js';

/** Temporary tables of the connection, one per export: a killed process leaves nothing behind. */
const STAGING_PREFIX = 'staged_export_';

/** Reads from a source who has consented to ads. */
export interface AdsConsentReader {
  /** Calls `use` with the relation of their `user_id`s, whose files may be read meanwhile. */
  reading<T>(window: ConsentWindow, use: (consented: Relation) => Promise<T>): Promise<T>;
}

/** `ScoreExports` over `ma_exports`, `ma_exported_scores` and `ma_export_groups`. */
export class DuckDbScoreExports implements ScoreExports {
  #staged = 0;

  /** @param consent how the source says who has consented to ads; left out where it does not */
  constructor(
    readonly warehouse: LocalWarehouse,
    readonly consent?: AdsConsentReader,
  ) {}

  async list(target: string, destination: string): Promise<readonly ScoreExport[]> {
    const { warehouse } = this;
    const sql = scoreExportsSql(duckdbDialect, warehouse.tables.scoreExports, { target, destination });
    return (await warehouse.rows<ScoreExportRow>(sql)).map(scoreExportOf);
  }

  async groups(target: string, seed: number): Promise<readonly HoldoutGroups[]> {
    const { warehouse } = this;
    const table = warehouse.tables.exportGroups;
    const counts = await warehouse.rows<GroupCountRow>(groupCountsSql(duckdbDialect, table, { target, seed }));
    if (counts.length === 0) return [];
    const variances = await warehouse.rows<GroupVarianceRow>(groupVarianceSql(duckdbDialect, table, { target, seed }));
    return holdoutGroupsOf(counts, variances);
  }

  async stage(
    target: string,
    destination: string,
    choice: ExportChoice,
    { holdout, consent }: ExportFilter = {},
  ): Promise<StagedExport> {
    const { warehouse } = this;
    const { tables } = warehouse;
    const scope: ExportScope = { target, destination };
    const staging = `${STAGING_PREFIX}${++this.#staged}`;
    const choose = (consented?: Relation) => {
      const rows = exportedRowsSql(duckdbDialect, tables, scope, choice, { holdout, consented });
      return warehouse.run(`CREATE TEMP TABLE ${staging} AS ${rows}`);
    };
    if (consent === undefined) await choose();
    else if (this.consent === undefined) throw noConsentKnown();
    else await this.consent.reading(consent, choose);
    const [staged] = await warehouse.rows<StagedRow>(stagedExportSql(duckdbDialect, staging, tables, target));
    return {
      rows: staged!.row_count,
      heldOut: staged!.held_out,
      withoutConsent: consent === undefined ? null : staged!.without_consent,
      week: staged!.week,
      read: (take) => this.#read(staging, take),
      record: (done) => this.#record(staging, done, holdout),
      discard: () => warehouse.run(`DROP TABLE IF EXISTS ${staging}`),
    };
  }

  /** Holds the connection until the last batch was taken: `take` asks nothing of the warehouse. */
  #read(staging: string, take: Parameters<StagedExport['read']>[0]): Promise<void> {
    const sql = `SELECT ${exportedColumns(duckdbDialect)} FROM ${staging} AS s WHERE ${IN_FILE} ORDER BY ${EXPORT_ORDER}`;
    return this.warehouse.exclusively(async (connection) => {
      const result = await connection.stream(sql);
      for (;;) {
        const chunk = await result.fetchChunk();
        if (chunk === null || chunk.rowCount === 0) return;
        await take(chunk.getRows().map((row) => exportedScoreOf(row as unknown as ScoreRow)));
      }
    });
  }

  async #record(staging: string, done: ScoreExport, holdout: HoldoutRule | undefined): Promise<void> {
    const { warehouse } = this;
    await warehouse.transaction(async () => {
      const before = await this.list(done.target, done.destination);
      if (before.some(({ exportId }) => exportId === done.exportId)) return;
      if ((before.at(-1)?.sequence ?? 0) >= done.sequence) throw exportedMeanwhile(done);
      const { tables } = warehouse;
      const given = recordGivenSql(duckdbDialect, tables, staging, done);
      const groups = recordGroupsSql(duckdbDialect, tables, staging, done, holdout);
      for (const sql of [...given, ...groups]) await warehouse.run(sql);
      const row = scoreExportRow(done);
      for (const sql of replaceRowsSql(duckdbDialect, warehouse.tables.scoreExports, SCORE_EXPORTS, [row])) {
        await warehouse.run(sql);
      }
    });
  }
}

interface StagedRow {
  readonly row_count: number;
  readonly held_out: number;
  readonly without_consent: number;
  readonly week: string | null;
}

/** The values of `exportedColumns`. */
type ScoreRow = readonly [
  userId: string,
  proba: number,
  decile: bigint | null,
  selected: boolean,
  model: string,
  week: string,
  at: string,
];

function exportedScoreOf([
  user_id,
  proba,
  decile,
  selected,
  model,
  predicted_week,
  predicted_at,
]: ScoreRow): ExportedScore {
  return {
    user_id,
    proba,
    decile: decile === null ? null : Number(decile),
    selected,
    model,
    predicted_week,
    predicted_at,
  };
}
