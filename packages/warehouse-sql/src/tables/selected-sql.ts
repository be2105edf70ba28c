import type { Selection } from '@propensity/core/decisions';
import type { Dialect } from '../dialect/dialect.js';
import { integerLiteral } from '../dialect/literals.js';

/**
 * SQL text of the probability and the id of the last user within a capacity; where the expressions are NULL, everyone
 * is.
 */
export interface LastSelected {
  readonly proba: string;
  readonly userId: string;
}

/**
 * The last user within a capacity, by falling probability, then rising user id: one row, `proba` and `user_id`, or none
 * where there are fewer users than that.
 * @param staging name of the table of staged scores; each user once, none NULL
 */
export function lastSelectedSql(dialect: Dialect, staging: string, topUsers: number): string {
  return `SELECT proba, user_id FROM ${dialect.table(staging)}
ORDER BY proba DESC, user_id LIMIT 1 OFFSET ${integerLiteral(topUsers - 1)}`;
}

/**
 * Text of a condition on a staged score (`user_id`, `proba`): whether the user is selected, by the rule of core's
 * `selectedUsers`. TRUE or FALSE for a user and a probability that are not NULL.
 * @param last the row of `lastSelectedSql`, null where it has none; read for a capacity only
 */
export function selectedSql(dialect: Dialect, selection: Selection, last: LastSelected | null): string {
  if ('threshold' in selection) return `proba >= ${dialect.float(selection.threshold)}`;
  // GoogleSQL does not allow comparison with a literal NULL.
  if (last === null) return 'TRUE';
  return `COALESCE(proba > ${last.proba} OR (proba = ${last.proba} AND user_id <= ${last.userId}), TRUE)`;
}
