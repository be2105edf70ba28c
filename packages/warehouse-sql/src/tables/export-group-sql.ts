import type { HoldoutRule } from '@propensity/core/holdout';
import type { ScoreExport } from '@propensity/core/ports';
import type { Dialect } from '../dialect/dialect.js';
import { integerLiteral } from '../dialect/literals.js';
import type { Relation } from '../dialect/relation.js';
import type { TableNames } from './table-definitions.js';

/**
 * Statements for the transaction that records an export: in which group its users of the newest week are, where somebody is held out. Who was
 * in a group of the week before stays there; weeks whose predictions are not kept any more go.
 */
export function recordGroupsSql(
  dialect: Dialect,
  tables: Pick<TableNames, 'exportGroups' | 'predictionsHistory'>,
  staging: string,
  done: ScoreExport,
  holdout?: HoldoutRule,
): string[] {
  const groups = dialect.table(tables.exportGroups);
  const target = dialect.string(done.target);
  const destination = dialect.string(done.destination);
  const kept = `SELECT predicted_week FROM ${dialect.table(tables.predictionsHistory)} WHERE target = ${target}`;
  const there = `SELECT user_id FROM ${groups} WHERE target = ${target} AND destination = ${destination} AND predicted_week = ${dialect.date(done.week)}`;
  const remove = `DELETE FROM ${groups} WHERE target = ${target} AND predicted_week NOT IN (${kept})`;
  if (holdout === undefined) return [remove];
  return [
    remove,
    `INSERT INTO ${groups} (user_id, target, destination, predicted_week, model, proba, decile, held_out, seed, export_id)
SELECT user_id, ${target}, ${destination}, predicted_week, model, proba, decile, held_out, ${integerLiteral(holdout.seed)}, ${dialect.string(done.exportId)}
FROM ${dialect.table(staging)}
WHERE consented AND compared AND decile IS NOT NULL AND user_id NOT IN (${there})`,
  ];
}

/** Notes who of a week has converted. @param labels one `user_id` per converter */
export function settleGroupsSql(
  dialect: Dialect,
  table: string,
  labels: Relation,
  { target, week }: { readonly target: string; readonly week: string },
): string {
  return `UPDATE ${dialect.table(table)} SET converted = user_id IN (SELECT user_id FROM ${labels} AS labels)
WHERE target = ${dialect.string(target)} AND predicted_week = ${dialect.date(week)}`;
}

/** Whose groups are compared. */
export interface GroupScope {
  readonly target: string;
  /** `holdout.seed`. */
  readonly seed: number;
}

/**
 * Counts by destination, week, tenth and group: `users`, of them `settled`, whose outcome is known, and `conversions`; in the order of
 * `holdoutGroups`.
 */
export function groupCountsSql(dialect: Dialect, table: string, scope: GroupScope): string {
  return `SELECT destination, CAST(t.predicted_week AS ${dialect.typeNames.string}) AS week, decile, held_out,
  COUNT(*) AS users, COUNT(converted) AS settled, COUNT(CASE WHEN converted THEN 1 END) AS conversions
FROM ${dialect.table(table)} AS t WHERE ${ofGroups(dialect, scope)}
GROUP BY destination, t.predicted_week, decile, held_out
ORDER BY destination, t.predicted_week, decile, held_out`;
}

/**
 * By destination, core's `VarianceSums` of what users add to the pooled difference: of squares of each user's sum (`clustered`), of each user
 * and week by itself (`independent`), and of fourth powers of each user's sum (`fourth`).
 */
export function groupVarianceSql(dialect: Dialect, table: string, scope: GroupScope): string {
  const ofStratum = 'PARTITION BY destination, predicted_week, decile';
  const counted = `SELECT destination, user_id, held_out, y,
    SUM(CASE WHEN held_out THEN 0e0 ELSE 1e0 END) OVER (${ofStratum}) AS n1,
    SUM(CASE WHEN held_out THEN 1e0 ELSE 0e0 END) OVER (${ofStratum}) AS n0,
    SUM(CASE WHEN held_out THEN 0e0 ELSE y END) OVER (${ofStratum}) AS x1,
    SUM(CASE WHEN held_out THEN y ELSE 0e0 END) OVER (${ofStratum}) AS x0
  FROM (
    SELECT destination, user_id, predicted_week, decile, held_out, CASE WHEN converted THEN 1e0 ELSE 0e0 END AS y
    FROM ${dialect.table(table)} AS t WHERE ${ofGroups(dialect, scope)} AND converted IS NOT NULL
  ) AS known`;
  // Mantel's and Haenszel's weight over the size of the group.
  const parts = `SELECT destination, user_id,
    CASE WHEN held_out THEN -(n1 / (n1 + n0)) * SQRT(n0 / (n0 - 1)) * (y - x0 / n0)
      ELSE (n0 / (n1 + n0)) * SQRT(n1 / (n1 - 1)) * (y - x1 / n1) END AS part
  FROM (${counted}) AS counted WHERE n1 > 0 AND n0 > 0 AND CASE WHEN held_out THEN n0 ELSE n1 END > 1`;
  return `SELECT destination, SUM(total * total) AS clustered, SUM(squares) AS independent, SUM(total * total * total * total) AS fourth
FROM (SELECT destination, user_id, SUM(part) AS total, SUM(part * part) AS squares FROM (${parts}) AS parts GROUP BY destination, user_id) AS users
GROUP BY destination`;
}

function ofGroups(dialect: Dialect, { target, seed }: GroupScope): string {
  return `target = ${dialect.string(target)} AND seed = ${integerLiteral(seed)}`;
}
