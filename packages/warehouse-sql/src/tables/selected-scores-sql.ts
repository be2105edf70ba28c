import type { Selection } from '@propensity/core';
import type { Dialect } from '../dialect/dialect.js';
import { integerLiteral } from '../dialect/literals.js';

/**
 * Text to stand after FROM, without an alias: the staged scores (`user_id`, `proba`, `event_count`) with `selected`, as
 * core's `selectedUsers` has it: never more than `topUsers`, of equal probabilities the user ids that come first.
 * @param staging name of the table of staged scores; each user once, none NULL
 */
export function selectedScoresSql(dialect: Dialect, staging: string, selection: Selection): string {
  const scores = dialect.table(staging);
  const selected =
    'threshold' in selection
      ? `proba >= ${dialect.float(selection.threshold)}`
      : `user_id IN (SELECT user_id FROM ${scores} ORDER BY proba DESC, user_id LIMIT ${integerLiteral(selection.topUsers)})`;
  return `(SELECT user_id, proba, event_count, ${selected} AS selected FROM ${scores})`;
}
