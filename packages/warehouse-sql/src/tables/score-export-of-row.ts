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
  readonly format: string | null;
  readonly held_out: number | null;
  readonly without_consent: number | null;
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
    format: row.format,
    heldOut: row.held_out === null ? null : Number(row.held_out),
    withoutConsent: row.without_consent === null ? null : Number(row.without_consent),
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
    format: done.format,
    held_out: done.heldOut,
    without_consent: done.withoutConsent,
  };
}
