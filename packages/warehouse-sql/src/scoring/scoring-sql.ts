import { MAX_LOGIT } from '@propensity/core/calibration';
import type { ScorableModel } from '@propensity/core/models';
import type { Dialect } from '../dialect/dialect.js';
import { calibratedLogitSql } from './calibration-sql.js';
import { modelSql } from './model-sql.js';
import type { ScoredRows } from './scored-rows.js';

export interface ScoringOptions extends ScoredRows {
  readonly dialect: Dialect;
  readonly artifact: ScorableModel;
}

/**
 * Scores a snapshot inside the warehouse: `user_id`, `proba`, `event_count`, one row per row of the snapshot. The model's
 * family says what η is; calibration and the logistic function are the same for all.
 * @throws PropensityError `bad_artifact` when the model does not fit its preprocessing
 */
export function scoringSql({ dialect, artifact, ...rows }: ScoringOptions): string {
  const calibrated = calibratedLogitSql(dialect, artifact.calibration, 'eta');
  return `SELECT user_id, 1e0 / (1e0 + EXP(-LEAST(${MAX_LOGIT}e0, GREATEST(-${MAX_LOGIT}e0, ${calibrated})))) AS proba, event_count
FROM (
  ${modelSql(dialect, artifact, rows)}
) AS scored`;
}
