import { addDays, type CalendarDay, startOfDayMicros } from '@propensity/core/windows';
import type { Dialect } from '../dialect/dialect.js';
import { integerLiteral } from '../dialect/literals.js';
import type { Relation } from '../dialect/relation.js';

export interface LabelsOptions {
  readonly dialect: Dialect;
  /** Events with `user_id`, `event_micros` and `event_name`, covering the label window. */
  readonly events: Relation;
  /** S. */
  readonly snapshot: CalendarDay;
  readonly horizonDays: number;
  readonly timeZone: string;
  readonly targetEvent: string;
}

/** `user_id` of every identified user with the target event in [S, S + horizon), once. The one labelling rule. */
export function labelsSql({ dialect, events, snapshot, horizonDays, timeZone, targetEvent }: LabelsOptions): string {
  return `SELECT DISTINCT user_id FROM ${events} AS events
WHERE ${between(snapshot, addDays(snapshot, horizonDays), timeZone)} AND event_name = ${dialect.string(targetEvent)}
  AND user_id <> ''`;
}

/** `user_id` of the population at S, once: identified users with an event in [S − lookback, S). */
export function populationSql(
  options: Omit<LabelsOptions, 'horizonDays' | 'targetEvent'> & { readonly lookbackDays: number },
): string {
  const { events, snapshot, lookbackDays, timeZone } = options;
  return `SELECT DISTINCT user_id FROM ${events} AS events
WHERE ${between(addDays(snapshot, -lookbackDays), snapshot, timeZone)} AND user_id <> ''`;
}

/**
 * One row: `converters`, all users with the target event, in the population or not, and `reachable`, those of them in
 * the population at S.
 */
export function reachSql(options: LabelsOptions & { readonly lookbackDays: number }): string {
  return `SELECT COUNT(*) AS converters, COUNT(population.user_id) AS reachable
FROM (
${labelsSql(options)}
) AS labels
LEFT JOIN (
${populationSql(options)}
) AS population ON population.user_id = labels.user_id`;
}

function between(from: CalendarDay, until: CalendarDay, timeZone: string): string {
  const [start, end] = [from, until].map((day) => integerLiteral(startOfDayMicros(day, timeZone)));
  return `event_micros >= ${start} AND event_micros < ${end}`;
}
