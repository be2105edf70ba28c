import type { TargetRule } from '@propensity/core/question';
import type { Dialect } from '../dialect/dialect.js';
import type { EventColumn } from '../source/event-columns.js';
import { type EventFlag, TARGET_FLAG } from '../source/event-flag.js';

/** The column of events that says which of them perform the target. */
export function targetFlag({ any }: TargetRule): EventFlag {
  return { name: TARGET_FLAG, type: 'integer', rules: any };
}

/** The columns of events that a target is counted by. */
export function targetColumns({ nth }: TargetRule): EventColumn[] {
  return nth === 1 ? [] : ['transaction_id'];
}

/**
 * The condition on a user's events, as an aggregate over them, that the target's events were performed as it asks: in the label window,
 * or there for the n-th time. Whether that is what is predicted, or its absence, is said elsewhere.
 * @param before the condition that an event is of the lookback
 * @param after the condition that an event is of the label window
 */
export function performedSql(dialect: Dialect, { nth }: TargetRule, before: string, after: string): string {
  if (nth === 1) return `MAX(CASE WHEN ${after} AND ${TARGET_FLAG} = 1 THEN 1 ELSE 0 END) = 1`;
  // An order that is sent twice is one; without an id, the same moment is the same.
  const key = `COALESCE('id ' || transaction_id, 'at ' || ${dialect.cast('event_micros', 'string')})`;
  const times = (when: string) => `COUNT(DISTINCT CASE WHEN ${when} AND ${TARGET_FLAG} = 1 THEN ${key} END)`;
  return `${times(`(${before})`)} < ${nth} AND ${times(`((${before}) OR (${after}))`)} >= ${nth}`;
}
