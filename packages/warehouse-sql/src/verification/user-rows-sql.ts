import type { Dialect } from '../dialect/dialect.js';
import type { TableNames } from '../tables/table-definitions.js';
import { scoresChecksum } from './scores-checksum-sql.js';

/** A row that the statements of this file select, as far as they have the column. */
export interface UserRowsRow {
  readonly target: string | null;
  readonly destination: string;
  readonly export_id: string;
  readonly week: string;
  readonly model: string;
  readonly run_id: string;
  readonly row_count: number;
  readonly users: number;
  readonly bad_rows: number;
  readonly selected_users: number;
  readonly checksum: number;
  readonly without_history: number;
  readonly other_than_history: number;
}

/** One row per run of the history: its rows, users, bad rows, selected users and the checksum of its scores. */
export function historyRowsSql(dialect: Dialect, history: string): string {
  return `SELECT target, CAST(predicted_week AS ${dialect.typeNames.string}) AS week, model, run_id, ${counts(dialect)},
  COUNT(CASE WHEN selected THEN 1 END) AS selected_users, ${scoresChecksum(dialect)} AS checksum
FROM ${dialect.table(history)} GROUP BY target, predicted_week, model, run_id`;
}

/** One row per target, week and model of the current predictions, beside the history's rows of the same users. */
export function currentRowsSql(
  dialect: Dialect,
  { predictions, predictionsHistory }: Pick<TableNames, 'predictions' | 'predictionsHistory'>,
): string {
  const same = ['proba', 'predicted_at'].map((column) => `h.${column} = p.${column}`);
  const marked = (alias: string) => `COALESCE(${alias}.selected, FALSE)`;
  return `SELECT p.target AS target, CAST(p.predicted_week AS ${dialect.typeNames.string}) AS week, p.model AS model, ${counts(dialect, 'p.')},
  COUNT(CASE WHEN h.user_id IS NULL THEN 1 END) AS without_history,
  COUNT(CASE WHEN h.user_id IS NOT NULL AND NOT (${same.join(' AND ')} AND ${marked('h')} = ${marked('p')}) THEN 1 END) AS other_than_history
FROM ${dialect.table(predictions)} AS p
LEFT JOIN ${dialect.table(predictionsHistory)} AS h
  ON h.user_id = p.user_id AND h.predicted_week = p.predicted_week AND h.model = p.model
GROUP BY p.target, p.predicted_week, p.model`;
}

/** One row per target: `users` of the history who have no current prediction, or one of an earlier week than their last. */
export function usersNotCurrentSql(
  dialect: Dialect,
  { predictions, predictionsHistory }: Pick<TableNames, 'predictions' | 'predictionsHistory'>,
): string {
  return `SELECT h.target AS target, COUNT(*) AS users
FROM (SELECT user_id, target, MAX(predicted_week) AS newest FROM ${dialect.table(predictionsHistory)} WHERE user_id IS NOT NULL GROUP BY user_id, target) AS h
LEFT JOIN ${dialect.table(predictions)} AS p ON p.user_id = h.user_id AND p.target = h.target
WHERE p.user_id IS NULL OR p.predicted_week < h.newest
GROUP BY h.target`;
}

/** One row per export that is still the last of a user at its destination. */
export function givenRowsSql(dialect: Dialect, exportedScores: string): string {
  return `SELECT target, destination, export_id, ${counts(dialect)}
FROM ${dialect.table(exportedScores)} GROUP BY target, destination, export_id`;
}

function counts(dialect: Dialect, of = ''): string {
  const [user, proba] = [`${of}user_id`, `${of}proba`];
  const isGood = `${user} <> '' AND ${proba} >= 0 AND ${proba} <= 1 AND NOT ${dialect.isNaN(proba)}`;
  return `COUNT(*) AS row_count, COUNT(DISTINCT ${user}) AS users, COUNT(CASE WHEN ${isGood} THEN NULL ELSE 1 END) AS bad_rows`;
}
