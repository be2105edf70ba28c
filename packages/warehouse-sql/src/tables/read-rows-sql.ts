import type { Dialect } from '../dialect/dialect.js';
import { firstTargetSql } from './first-target-sql.js';
import type { TableNames } from './table-definitions.js';

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

/** Every decision about models, in their order: the columns of a `ModelChange`. */
export function modelChangesSql(dialect: Dialect, table: string): string {
  return `SELECT sequence, change_id, target, action, model, passed_over_json, changed_by, ${moment(dialect, 'changed_at')}, why
FROM ${dialect.table(table)} AS t
ORDER BY sequence`;
}

/** Every published run, oldest first: the columns of a `PublishedRun`. */
export function predictionRunsSql(dialect: Dialect, table: string): string {
  return `SELECT run_id, ${day(dialect, 'predicted_week')}, model, sha256, ${moment(dialect, 'predicted_at')}, in_sample, horizon_days,
  allowed_missing_days_json, result, target, scores_checksum
FROM ${dialect.table(table)} AS t
ORDER BY t.predicted_week, t.predicted_at, run_id`;
}

/** `result`, a `WeekEvaluation` as JSON text, of every evaluated week, by week, then model. */
export function weekEvaluationsSql(dialect: Dialect, table: string): string {
  return `SELECT result FROM ${dialect.table(table)} ORDER BY predicted_week, model`;
}

/**
 * The current prediction of a user for a target: no row or one, the columns of a `ProbaResult`.
 * @param userExpr SQL text: the id as a literal, or a parameter
 * @param targetExpr SQL text, likewise
 */
export function currentPredictionSql(dialect: Dialect, table: string, userExpr: string, targetExpr: string): string {
  return `SELECT user_id, proba, ${day(dialect, 'predicted_week')}, ${moment(dialect, 'predicted_at')}, model, target, horizon_days, selected
FROM ${dialect.table(table)} AS t
WHERE user_id = ${userExpr} AND target = ${targetExpr}`;
}

/** Some of the current predictions of a target. */
export type PredictionsOf = { readonly target: string } & (
  | {
      /** Those of runs made at these moments, ISO 8601 with milliseconds, UTC. */
      readonly madeAt: readonly string[];
    }
  | {
      /** Those of weeks before this day. */
      readonly before: string;
    }
);

/**
 * Current predictions in any order: the columns of a `ProbaResult`.
 * @param of all of every target when it is left out
 */
export function currentPredictionsSql(dialect: Dialect, table: string, of?: PredictionsOf): string {
  const asked =
    of === undefined ? 'target IS NOT NULL' : `target = ${dialect.string(of.target)} AND ${madeSql(dialect, of)}`;
  return `SELECT user_id, proba, ${day(dialect, 'predicted_week')}, ${moment(dialect, 'predicted_at')}, model, target, horizon_days, selected
FROM ${dialect.table(table)} AS t
WHERE ${asked}`;
}

/** How many current predictions there are: `n`. */
export function countCurrentPredictionsSql(dialect: Dialect, table: string): string {
  return `SELECT COUNT(*) AS n FROM ${dialect.table(table)} WHERE target IS NOT NULL`;
}

function madeSql(dialect: Dialect, of: PredictionsOf): string {
  if ('before' in of) return `t.predicted_week < ${dialect.date(of.before)}`;
  return `${dialect.isoTimestamp('t.predicted_at')} IN (${of.madeAt.map(dialect.string).join(', ')})`;
}

/**
 * The same of one user from a table of an earlier version, which holds one target and does not name it.
 * @param marked false for one that has no column `selected` either
 */
export function formerPredictionSql(
  dialect: Dialect,
  { predictions, modelTrainingMetadata }: Pick<TableNames, 'predictions' | 'modelTrainingMetadata'>,
  [userExpr, targetExpr]: readonly [user: string, target: string],
  marked: boolean,
): string {
  const { boolean, integer, string } = dialect.typeNames;
  const selected = marked ? 'selected' : `CAST(NULL AS ${boolean}) AS selected`;
  return `SELECT user_id, proba, ${day(dialect, 'predicted_week')}, ${moment(dialect, 'predicted_at')}, model,
  CAST(${targetExpr} AS ${string}) AS target, CAST(NULL AS ${integer}) AS horizon_days, ${selected}
FROM ${dialect.table(predictions)} AS t
WHERE user_id = ${userExpr} AND ${targetExpr} = ${firstTargetSql(dialect, modelTrainingMetadata)}`;
}

function day(dialect: Dialect, column: string): string {
  return `CAST(t.${column} AS ${dialect.typeNames.string}) AS ${column}`;
}

function moment(dialect: Dialect, column: string): string {
  return `${dialect.isoTimestamp(`t.${column}`)} AS ${column}`;
}
