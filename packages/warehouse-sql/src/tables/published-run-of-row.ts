import type { PredictResult } from '@propensity/core/jobs';
import type { PublishedRun } from '@propensity/core/ports';

/** A row that `predictionRunsSql` selects. */
export interface PublishedRunRow {
  readonly run_id: string;
  readonly predicted_week: string;
  readonly model: string;
  readonly sha256: string;
  readonly predicted_at: string;
  readonly in_sample: boolean;
  readonly horizon_days: number;
  readonly allowed_missing_days_json: string;
  readonly result: string;
  readonly target: string;
  /** Null in rows of earlier versions. */
  readonly scores_checksum: number | null;
}

/** The run from which `predictionRunRow` made the row. */
export function publishedRunOf(row: PublishedRunRow): PublishedRun {
  return {
    runId: row.run_id,
    snapshot: row.predicted_week,
    model: row.model,
    sha256: row.sha256,
    predictedAt: row.predicted_at,
    inSample: row.in_sample,
    horizonDays: row.horizon_days,
    allowedMissingDays: JSON.parse(row.allowed_missing_days_json) as string[],
    result: JSON.parse(row.result) as PredictResult,
    target: row.target,
    ...(row.scores_checksum !== null && { scoresChecksum: Number(row.scores_checksum) }),
  };
}
