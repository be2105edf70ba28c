import { exportedMeanwhile } from '@propensity/core/activation';
import type { ExportChoice, ExportedScore, ScoreExport, ScoreExports, StagedExport } from '@propensity/core/ports';
import {
  duckdbDialect,
  EXPORT_ORDER,
  type ExportScope,
  exportedColumns,
  exportedRowsSql,
  recordGivenSql,
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

/** `ScoreExports` over `ma_exports` and `ma_exported_scores`. */
export class DuckDbScoreExports implements ScoreExports {
  #staged = 0;

  constructor(readonly warehouse: LocalWarehouse) {}

  async list(target: string, destination: string): Promise<readonly ScoreExport[]> {
    const { warehouse } = this;
    const sql = scoreExportsSql(duckdbDialect, warehouse.tables.scoreExports, { target, destination });
    return (await warehouse.rows<ScoreExportRow>(sql)).map(scoreExportOf);
  }

  async stage(target: string, destination: string, choice: ExportChoice): Promise<StagedExport> {
    const { warehouse } = this;
    const { tables } = warehouse;
    const scope: ExportScope = { target, destination };
    const staging = `${STAGING_PREFIX}${++this.#staged}`;
    const rows = exportedRowsSql(duckdbDialect, tables, scope, choice);
    await warehouse.run(`CREATE TEMP TABLE ${staging} AS ${rows}`);
    const [staged] = await warehouse.rows<{ row_count: number; week: string | null }>(
      stagedExportSql(duckdbDialect, staging, tables, target),
    );
    return {
      rows: staged!.row_count,
      week: staged!.week,
      read: (take) => this.#read(staging, take),
      record: (done) => this.#record(staging, done),
      discard: () => warehouse.run(`DROP TABLE IF EXISTS ${staging}`),
    };
  }

  /** Holds the connection until the last batch was taken: `take` asks nothing of the warehouse. */
  #read(staging: string, take: Parameters<StagedExport['read']>[0]): Promise<void> {
    const sql = `SELECT ${exportedColumns(duckdbDialect)} FROM ${staging} AS s ORDER BY ${EXPORT_ORDER}`;
    return this.warehouse.exclusively(async (connection) => {
      const result = await connection.stream(sql);
      for (;;) {
        const chunk = await result.fetchChunk();
        if (chunk === null || chunk.rowCount === 0) return;
        await take(chunk.getRows().map((row) => exportedScoreOf(row as unknown as ScoreRow)));
      }
    });
  }

  async #record(staging: string, done: ScoreExport): Promise<void> {
    const { warehouse } = this;
    await warehouse.transaction(async () => {
      const before = await this.list(done.target, done.destination);
      if (before.some(({ exportId }) => exportId === done.exportId)) return;
      if ((before.at(-1)?.sequence ?? 0) >= done.sequence) throw exportedMeanwhile(done);
      for (const sql of recordGivenSql(duckdbDialect, warehouse.tables, staging, done)) await warehouse.run(sql);
      const row = scoreExportRow(done);
      for (const sql of replaceRowsSql(duckdbDialect, warehouse.tables.scoreExports, SCORE_EXPORTS, [row])) {
        await warehouse.run(sql);
      }
    });
  }
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
