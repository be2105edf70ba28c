import { type HoldoutRule, holdoutSalt } from '@propensity/core/holdout';
import type { ExportChoice, ScoreExport } from '@propensity/core/ports';
import type { Dialect } from '../dialect/dialect.js';
import { floatLiteral, integerLiteral } from '../dialect/literals.js';
import type { Relation } from '../dialect/relation.js';
import type { TableNames } from './table-definitions.js';

type ExportTables = Pick<TableNames, 'predictions' | 'exportedScores'>;

/** Who is kept out of the file, of those whom the choice takes. */
export interface ExportFilterSql {
  readonly holdout?: HoldoutRule | undefined;
  /** `user_id` of everyone who has consented to ads; left out where that is not asked for. */
  readonly consented?: Relation | undefined;
}

/** Whose scores go where. */
export interface ExportScope {
  readonly target: string;
  readonly destination: string;
}

/** Columns that are compared with what a destination was given last. */
const COMPARED = ['proba', 'selected', 'model'];

/**
 * The rows of an export, by the rules of core's `scoreRows` and `chosenRows`: `user_id`, `proba`, `decile`, `selected`, `model`,
 * `predicted_week`, `predicted_at`, in every row `newest_week`; whether the user is `held_out` or has `consented`; and `compared`, which is
 * false for users who are chosen only because they are not held out any more.
 */
export function exportedRowsSql(
  dialect: Dialect,
  tables: ExportTables,
  scope: ExportScope,
  choice: ExportChoice,
  { holdout, consented }: ExportFilterSql = {},
): string {
  const scored = `SELECT user_id, proba, selected, model, predicted_week, predicted_at, MAX(predicted_week) OVER () AS newest_week,
    ROW_NUMBER() OVER (PARTITION BY predicted_week ORDER BY proba DESC, user_id) AS place,
    COUNT(*) OVER (PARTITION BY predicted_week) AS users
  FROM ${dialect.table(tables.predictions)} WHERE target = ${dialect.string(scope.target)}`;
  const rows = `SELECT user_id, proba,
    CASE WHEN predicted_week = newest_week THEN CAST(FLOOR(10 * (place - 1) / users) AS ${dialect.typeNames.integer}) + 1 END AS decile,
    predicted_week = newest_week AND COALESCE(selected, FALSE) AS selected,
    model, predicted_week, predicted_at, newest_week, place, ${heldOutSql(dialect, holdout)} AS held_out
  FROM (${scored}) AS scored`;
  const agreed = consented === undefined ? 'TRUE' : 'c.user_id IS NOT NULL';
  const { joined = '', where, compared = 'TRUE' } = chosen(dialect, tables, scope, choice);
  return `SELECT s.user_id, s.proba, s.decile, s.selected, s.model, s.predicted_week, s.predicted_at, s.newest_week,
  s.held_out, ${agreed} AS consented, ${compared} AS compared
FROM (${rows}) AS s${joined}${consented === undefined ? '' : `\nLEFT JOIN ${consented} AS c ON c.user_id = s.user_id`}${where === undefined ? '' : `\nWHERE ${where}`}`;
}

/** Core's `isHeldOut` of the column `user_id`. */
function heldOutSql(dialect: Dialect, holdout: HoldoutRule | undefined): string {
  if (holdout === undefined) return 'FALSE';
  return `${dialect.userBucket('user_id', holdoutSalt(holdout))} < ${floatLiteral(holdout.share)}`;
}

interface Chosen {
  readonly joined?: string;
  readonly where?: string;
  readonly compared?: string;
}

function chosen(dialect: Dialect, tables: ExportTables, scope: ExportScope, choice: ExportChoice): Chosen {
  switch (choice.kind) {
    case 'all':
      return {};
    case 'top':
      return { where: `s.decile IS NOT NULL AND s.place <= ${integerLiteral(choice.n)}` };
    case 'decile':
      return { where: `s.decile = ${integerLiteral(choice.n)}` };
    case 'selected':
      return { where: 's.selected' };
    case 'changes': {
      const given = `SELECT user_id, proba, decile, selected, model, COALESCE(held_out, FALSE) AS held_out FROM ${dialect.table(tables.exportedScores)} WHERE ${ofScope(dialect, scope)}`;
      const differs = COMPARED.map((column) => `g.${column} <> s.${column}`);
      const changed = `(g.user_id IS NULL OR ${differs.join(' OR ')} OR COALESCE(g.decile, 0) <> COALESCE(s.decile, 0))`;
      return {
        joined: `\nLEFT JOIN (${given}) AS g ON g.user_id = s.user_id`,
        where: `${changed} OR (g.held_out AND NOT s.held_out)`,
        compared: changed,
      };
    }
  }
}

/** True of the rows `s` of a staged export that are in the file. */
export const IN_FILE = 's.consented AND NOT s.held_out';

/**
 * One row about a staged export: `row_count` of the file, `held_out` and `without_consent`, how many were kept out, and `week`, the newest that is predicted, as text; NULL where nobody has a
 * prediction.
 */
export function stagedExportSql(
  dialect: Dialect,
  staging: string,
  tables: Pick<TableNames, 'predictions'>,
  target: string,
): string {
  const newest = `SELECT MAX(predicted_week) FROM ${dialect.table(tables.predictions)} WHERE target = ${dialect.string(target)}`;
  const count = (condition: string) => `COUNT(CASE WHEN ${condition} THEN 1 END)`;
  return `SELECT ${count(IN_FILE)} AS row_count, ${count('s.consented AND s.held_out')} AS held_out, ${count('NOT s.consented')} AS without_consent,
  CAST(COALESCE(MAX(newest_week), (${newest})) AS ${dialect.typeNames.string}) AS week
FROM ${dialect.table(staging)} AS s`;
}

/** The columns of an `ExportedScore` from a staged export `s`, dates as text, in the order of their names there. */
export function exportedColumns(dialect: Dialect): string {
  const { string } = dialect.typeNames;
  return `s.user_id AS user_id, s.proba AS proba, s.decile AS decile, s.selected AS selected, s.model AS model,
  CAST(s.predicted_week AS ${string}) AS predicted_week, ${dialect.isoTimestamp('s.predicted_at')} AS predicted_at`;
}

/** What orders the rows of a staged export `s`. */
export const EXPORT_ORDER = 's.proba DESC, s.user_id';

/**
 * Three statements for the transaction that records an export: what the destination has been given, without users who have no prediction any
 * more.
 */
export function recordGivenSql(dialect: Dialect, tables: ExportTables, staging: string, done: ScoreExport): string[] {
  const given = dialect.table(tables.exportedScores);
  const scope = ofScope(dialect, done);
  const target = dialect.string(done.target);
  return [
    `DELETE FROM ${given} WHERE ${scope} AND user_id IN (SELECT user_id FROM ${dialect.table(staging)} WHERE consented)`,
    `DELETE FROM ${given} WHERE ${scope} AND user_id NOT IN (SELECT user_id FROM ${dialect.table(tables.predictions)} WHERE target = ${target})`,
    `INSERT INTO ${given} (user_id, target, destination, proba, decile, selected, model, export_id, held_out)
SELECT user_id, ${target}, ${dialect.string(done.destination)}, proba, decile, selected, model, ${dialect.string(done.exportId)}, held_out
FROM ${dialect.table(staging)} WHERE consented`,
  ];
}

/** Every export of a scope, or of all, in their order: the columns of a `ScoreExport`. */
export function scoreExportsSql(dialect: Dialect, table: string, scope?: ExportScope): string {
  return `SELECT export_id, sequence, target, destination, ${dialect.isoTimestamp('t.exported_at')} AS exported_at,
  CAST(t.week AS ${dialect.typeNames.string}) AS week, kind, n, row_count, sha256, file_name, format, held_out, without_consent
FROM ${dialect.table(table)} AS t${scope === undefined ? '' : ` WHERE ${ofScope(dialect, scope)}`}
ORDER BY sequence`;
}

function ofScope(dialect: Dialect, { target, destination }: ExportScope): string {
  return `target = ${dialect.string(target)} AND destination = ${dialect.string(destination)}`;
}
