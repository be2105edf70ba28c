import type { Dialect } from '../dialect/dialect.js';

/**
 * Every training run, by training date and then moment of training, newest first: the columns of a `ModelRecord`,
 * timestamps as ISO 8601 text, JSON as text.
 */
export function modelRecordsSql(dialect: Dialect, table: string): string {
  return `SELECT run_id, ${day(dialect, 'training_date')}, ${moment(dialect, 'trained_at')}, model, file_name_in_bucket, sha256,
  preprocessor_file, preprocessor_sha256, status, target_event, lookback_days, horizon_days, config_hash, feature_hash, code_version, allowed_missing_days_json, result
FROM ${dialect.table(table)} AS t
ORDER BY t.training_date DESC, t.trained_at DESC, run_id`;
}

/** Every published run, oldest first: the columns of a `PublishedRun`. */
export function predictionRunsSql(dialect: Dialect, table: string): string {
  return `SELECT run_id, ${day(dialect, 'predicted_week')}, model, sha256, ${moment(dialect, 'predicted_at')}, in_sample, horizon_days,
  allowed_missing_days_json, result
FROM ${dialect.table(table)} AS t
ORDER BY t.predicted_week, t.predicted_at, run_id`;
}

/** `result`, a `WeekEvaluation` as JSON text, of every evaluated week, by week, then model. */
export function weekEvaluationsSql(dialect: Dialect, table: string): string {
  return `SELECT result FROM ${dialect.table(table)} ORDER BY predicted_week, model`;
}

/**
 * The current prediction of a user: no row or one, the columns of a `ProbaResult`.
 * @param userExpr SQL text: the id as a literal, or a parameter
 * @param marked false for a table of an earlier version, which has no column `selected`; it is then NULL
 */
export function currentPredictionSql(dialect: Dialect, table: string, userExpr: string, marked = true): string {
  const selected = marked ? 'selected' : `CAST(NULL AS ${dialect.typeNames.boolean}) AS selected`;
  return `SELECT user_id, proba, ${day(dialect, 'predicted_week')}, ${moment(dialect, 'predicted_at')}, model, ${selected}
FROM ${dialect.table(table)} AS t
WHERE user_id = ${userExpr}`;
}

function day(dialect: Dialect, column: string): string {
  return `CAST(t.${column} AS ${dialect.typeNames.string}) AS ${column}`;
}

function moment(dialect: Dialect, column: string): string {
  return `${dialect.isoTimestamp(`t.${column}`)} AS ${column}`;
}
