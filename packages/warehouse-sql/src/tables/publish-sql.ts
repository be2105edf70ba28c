import type { PredictionRun } from '@propensity/core/ports';
import type { Dialect } from '../dialect/dialect.js';
import { integerLiteral } from '../dialect/literals.js';

/** What publishing reads and writes. */
export interface PublishTables {
  /** Staged scores: `user_id`, `proba`, `event_count`. */
  readonly staging: string;
  readonly predictions: string;
  readonly predictionsHistory: string;
  readonly shadowPredictions: string;
}

/**
 * One row of facts about a staged batch: `row_count`, `duplicate_users`, `null_users`, `bad_probabilities` (NULL, NaN
 * or outside [0, 1]) and `missing_users` (in the snapshot without a score: every score belongs to a user of the
 * snapshot, so counting is enough). Anything but zeros after `row_count` is an error.
 */
export function stagedChecksSql(dialect: Dialect, staging: string, snapshot: string): string {
  const scores = dialect.table(staging);
  return `SELECT COUNT(*) AS row_count, COUNT(user_id) - COUNT(DISTINCT user_id) AS duplicate_users,
  COUNT(CASE WHEN user_id IS NULL OR user_id = '' THEN 1 END) AS null_users,
  COUNT(CASE WHEN proba >= 0 AND proba <= 1 AND NOT ${dialect.isNaN('proba')} THEN NULL ELSE 1 END) AS bad_probabilities,
  (SELECT COUNT(*) FROM ${dialect.table(snapshot)}) - COUNT(DISTINCT user_id) + LEAST(1, COUNT(CASE WHEN user_id = '' THEN 1 END))
    AS missing_users
FROM ${scores}`;
}

/**
 * Statements for the transaction of the upsert, before everything else in it: deletes the target's predictions of weeks
 * before `before`, current ones, the history's and those of challengers.
 */
export function forgetOldSql(
  dialect: Dialect,
  tables: Pick<PublishTables, 'predictions' | 'predictionsHistory' | 'shadowPredictions'>,
  target: string,
  before: string,
): string[] {
  return [tables.predictions, tables.predictionsHistory, tables.shadowPredictions].map(
    (name) =>
      `DELETE FROM ${dialect.table(name)} WHERE predicted_week < ${dialect.date(before)} AND target = ${dialect.string(target)}`,
  );
}

/**
 * A statement for the transaction of an upsert, after it: deletes what was noted of exports of users who have no prediction for the target
 * any more.
 */
export function forgetGivenSql(
  dialect: Dialect,
  tables: { readonly predictions: string; readonly exportedScores: string },
  target: string,
): string {
  const ofTarget = `target = ${dialect.string(target)}`;
  return `DELETE FROM ${dialect.table(tables.exportedScores)} WHERE ${ofTarget} AND user_id NOT IN (SELECT user_id FROM ${dialect.table(tables.predictions)} WHERE ${ofTarget})`;
}

/** A statement for the transaction of an upsert: deletes the target's weeks before `before` of who was exported, and who held out. */
export function forgetGroupsSql(dialect: Dialect, exportGroups: string, target: string, before: string): string {
  return `DELETE FROM ${dialect.table(exportGroups)} WHERE predicted_week < ${dialect.date(before)} AND target = ${dialect.string(target)}`;
}

/**
 * One row, to be read before the upsert in the same transaction: `scored`, `overwritten`, `appended`, `kept`,
 * `selected`; predictions of other targets are not counted.
 * @param selected of `selectedSql`
 */
export function predictionCountsSql(dialect: Dialect, tables: PublishTables, target: string, selected: string): string {
  const current = `(SELECT user_id FROM ${dialect.table(tables.predictions)} WHERE target = ${dialect.string(target)})`;
  return `SELECT COUNT(*) AS scored, COUNT(p.user_id) AS overwritten, COUNT(*) - COUNT(p.user_id) AS appended,
  (SELECT COUNT(*) FROM ${current} AS c) - COUNT(p.user_id) AS kept, COUNT(CASE WHEN s.selected THEN 1 END) AS selected
FROM ${markedScores(dialect, tables, selected)}
LEFT JOIN ${current} AS p ON p.user_id = s.user_id`;
}

/**
 * Overwrites the target's current predictions of scored users, appends those of new ones, keeps the others, and any of a newer snapshot.
 * Those of other targets stay as they are.
 * @param selected of `selectedSql`
 */
export function upsertPredictionsSql(
  dialect: Dialect,
  tables: PublishTables,
  run: PredictionRun,
  selected: string,
): string {
  const { model, week, at, target, horizon } = runLiterals(dialect, run);
  return `MERGE INTO ${dialect.table(tables.predictions)} AS p
USING ${markedScores(dialect, tables, selected)} ON p.user_id = s.user_id AND p.target = ${target}
WHEN MATCHED AND p.predicted_week <= ${week} THEN
  UPDATE SET proba = s.proba, model = ${model}, predicted_week = ${week}, predicted_at = ${at}, selected = s.selected,
    horizon_days = ${horizon}
WHEN NOT MATCHED THEN
  INSERT (user_id, proba, model, predicted_week, predicted_at, selected, target, horizon_days)
  VALUES (s.user_id, s.proba, ${model}, ${week}, ${at}, s.selected, ${target}, ${horizon})`;
}

/**
 * What the upsert does, as two statements for one transaction: for a warehouse that inserts rows faster than it updates
 * many columns in place. Rows of scored users that remain after the first statement are of a newer snapshot.
 * @param selected of `selectedSql`
 */
export function replacePredictionsSql(
  dialect: Dialect,
  tables: PublishTables,
  run: PredictionRun,
  selected: string,
): string[] {
  const { model, week, at, target, horizon } = runLiterals(dialect, run);
  const current = dialect.table(tables.predictions);
  const staging = dialect.table(tables.staging);
  return [
    `DELETE FROM ${current} WHERE predicted_week <= ${week} AND target = ${target} AND user_id IN (SELECT user_id FROM ${staging})`,
    `INSERT INTO ${current} (user_id, proba, model, predicted_week, predicted_at, selected, target, horizon_days)
SELECT user_id, proba, ${model}, ${week}, ${at}, ${selected} AS selected, ${target}, ${horizon} FROM ${staging}
WHERE user_id NOT IN (SELECT user_id FROM ${current} WHERE predicted_week > ${week} AND target = ${target})`,
  ];
}

/**
 * Two statements for the transaction of the upsert: the history's rows of the same snapshot and model are replaced.
 * @param selected of `selectedSql`
 */
export function appendHistorySql(
  dialect: Dialect,
  tables: PublishTables,
  run: PredictionRun,
  selected: string,
): string[] {
  const { model, week, at, target, horizon } = runLiterals(dialect, run);
  const history = dialect.table(tables.predictionsHistory);
  return [
    `DELETE FROM ${history} WHERE predicted_week = ${week} AND model = ${model}`,
    `INSERT INTO ${history} (user_id, proba, model, predicted_week, predicted_at, run_id, event_count, selected, target, horizon_days)
SELECT user_id, proba, ${model}, ${week}, ${at}, ${dialect.string(run.runId)}, event_count, ${selected} AS selected, ${target}, ${horizon}
FROM ${dialect.table(tables.staging)}`,
  ];
}

/** Staged scores of a challenger. */
export interface StagedShadow {
  readonly model: string;
  /** Name of their staging table. */
  readonly staging: string;
}

/**
 * Two statements for the transaction of the upsert: a challenger's rows of the same snapshot are replaced by these, each with the
 * probability that the run publishes of the same user.
 */
export function appendShadowSql(
  dialect: Dialect,
  tables: PublishTables,
  run: PredictionRun,
  shadow: StagedShadow,
): string[] {
  const { week, at, target, horizon } = runLiterals(dialect, run);
  const model = dialect.string(shadow.model);
  const kept = dialect.table(tables.shadowPredictions);
  return [
    `DELETE FROM ${kept} WHERE predicted_week = ${week} AND model = ${model}`,
    `INSERT INTO ${kept} (user_id, proba, model, predicted_week, predicted_at, run_id, event_count, selected, target, horizon_days, served_proba)
SELECT c.user_id, c.proba, ${model}, ${week}, ${at}, ${dialect.string(run.runId)}, c.event_count, CAST(NULL AS ${dialect.typeNames.boolean}), ${target}, ${horizon}, s.proba
FROM ${dialect.table(shadow.staging)} AS c
JOIN ${dialect.table(tables.staging)} AS s ON s.user_id = c.user_id`,
  ];
}

/** The staged scores `s` with `selected`. */
function markedScores(dialect: Dialect, tables: PublishTables, selected: string): string {
  return `(SELECT user_id, proba, ${selected} AS selected FROM ${dialect.table(tables.staging)}) AS s`;
}

/** What all rows of a run have in common, as SQL text. */
function runLiterals(dialect: Dialect, run: PredictionRun) {
  return {
    model: dialect.string(run.model),
    week: dialect.date(run.snapshot),
    at: dialect.timestamp(run.predictedAt),
    target: dialect.string(run.target),
    horizon: integerLiteral(run.horizonDays),
  };
}
