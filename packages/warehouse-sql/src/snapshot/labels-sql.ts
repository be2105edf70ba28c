import type { PopulationRule, TargetRule } from '@propensity/core/question';
import type { Dialect } from '../dialect/dialect.js';
import type { Relation } from '../dialect/relation.js';
import { type KeepsUser, keptSql } from '../erasure/forgotten-users.js';
import { TARGET_FLAG } from '../source/event-flag.js';
import { populationHaving } from './population-sql.js';
import { performedSql } from './target-sql.js';
import { afterSql, beforeSql, type Windows } from './window-sql.js';

export interface PopulationOptions extends Omit<Windows, 'horizonDays'> {
  readonly population: PopulationRule;
  /** Events with `user_id`, `event_micros` and the population's flags, covering the lookback, as of S. */
  readonly seen: Relation;
}

export interface LabelsOptions extends Windows, PopulationOptions {
  readonly dialect: Dialect;
  readonly target: TargetRule;
  /**
   * Events with `user_id`, `event_micros`, the target's flag and the columns of `targetColumns`, as of the end of the label window; they
   * cover it, and the lookback where times are counted.
   */
  readonly events: Relation;
}

/** `user_id` of every identified user whose label is 1, once. The one labelling rule. */
export function labelsSql(options: LabelsOptions): string {
  const { target } = options;
  if (!target.none) return performedUsersSql(options);
  return `SELECT population.user_id AS user_id FROM (
${populationSql(options)}
) AS population
WHERE NOT EXISTS (SELECT 1 FROM (
${performedUsersSql(options)}
) AS performed WHERE performed.user_id = population.user_id)`;
}

function performedUsersSql(options: LabelsOptions): string {
  const { dialect, target, events } = options;
  const after = afterSql(options);
  if (target.nth === 1) {
    return `SELECT DISTINCT user_id FROM ${events} AS events
WHERE ${after} AND ${TARGET_FLAG} = 1 AND user_id <> ''`;
  }
  return `SELECT user_id FROM ${events} AS events
WHERE user_id <> ''
GROUP BY user_id HAVING ${performedSql(dialect, target, beforeSql(options, options.lookbackDays), after)}`;
}

/** `user_id` of the population at S, once: identified users with an event in [S − lookback, S) whom the rule leaves in. */
export function populationSql({ population, seen, ...options }: PopulationOptions): string {
  const having = populationHaving(population, (days) => beforeSql(options, days));
  const from = `FROM ${seen} AS events
WHERE ${beforeSql(options, options.lookbackDays)} AND user_id <> ''`;
  return having === '' ? `SELECT DISTINCT user_id ${from}` : `SELECT user_id ${from} GROUP BY user_id${having}`;
}

/**
 * One row: `converters`, all users labelled 1, in the population or not, and `reachable`, those of them in the population at S.
 * @param keeps whose users are counted; all when left out
 */
export function reachSql(options: LabelsOptions, keeps?: KeepsUser): string {
  return `SELECT COUNT(*) AS converters, COUNT(population.user_id) AS reachable
FROM (
${keptSql(labelsSql(options), keeps)}
) AS labels
LEFT JOIN (
${populationSql(options)}
) AS population ON population.user_id = labels.user_id`;
}
