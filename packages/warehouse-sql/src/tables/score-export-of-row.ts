import type { ScoreExport } from '@propensity/core/ports';
import type { SqlRow } from './sql-row.js';

/** A row that `scoreExportsSql` selects. */
export interface ScoreExportRow {
  readonly export_id: string;
  readonly sequence: number;
  readonly target: string;
  readonly destination: string;
  readonly exported_at: string;
  readonly week: string;
  readonly kind: ScoreExport['kind'];
  readonly n: number | null;
  readonly row_count: number;
  readonly sha256: string;
  readonly file_name: string;
}

/** The export from which `scoreExportRow` made the row. */
export function scoreExportOf(row: ScoreExportRow): ScoreExport {
  return {
    exportId: row.export_id,
    sequence: Number(row.sequence),
    target: row.target,
    destination: row.destination,
    exportedAt: row.exported_at,
    week: row.week,
    kind: row.kind,
    n: row.n === null ? null : Number(row.n),
    rows: Number(row.row_count),
    sha256: row.sha256,
    fileName: row.file_name,
  };
}

/** The row of `ma_exports` for an export. */
export function scoreExportRow(done: ScoreExport): SqlRow {
  return {
    export_id: done.exportId,
    sequence: done.sequence,
    target: done.target,
    destination: done.destination,
    exported_at: done.exportedAt,
    week: done.week,
    kind: done.kind,
    n: done.n,
    row_count: done.rows,
    sha256: done.sha256,
    file_name: done.fileName,
  };
}
