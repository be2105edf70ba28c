import { mostFrequentNames, type RecentEvents } from '@propensity/core/drift';
import { type CalendarDay, daysBetween } from '@propensity/core/windows';
import type { Dialect } from '../dialect/dialect.js';
import type { Relation } from '../dialect/relation.js';
import { PROFILE_COLUMNS } from '../features/grains.js';
import type { EventColumn } from '../source/event-columns.js';

/** The columns of the events that are looked at. */
export const RECENT_COLUMNS: readonly EventColumn[] = ['user_id', 'event_name', ...PROFILE_COLUMNS];

/**
 * One row for each name of events: `name`, `events`, `known_i`, those of which the i-th of `PROFILE_COLUMNS` is known, and `users`, each
 * user counted in the row of one of their names alone.
 * @param events with `RECENT_COLUMNS`
 */
export function recentEventsSql(dialect: Dialect, events: Relation): string {
  const columns = ['events', ...PROFILE_COLUMNS.map((_, index) => `known_${index}`)];
  const known = PROFILE_COLUMNS.map((column, index) => `COUNT(${column}) AS known_${index}`);
  const sums = columns.map((column) => `CAST(SUM(${column}) AS ${dialect.typeNames.integer}) AS ${column}`);
  return `SELECT name, ${sums.join(', ')},
  COUNT(CASE WHEN place = 1 THEN 1 END) AS users
FROM (
  SELECT user_id, event_name AS name, COUNT(*) AS events, ${known.join(', ')},
    ROW_NUMBER() OVER (PARTITION BY user_id ORDER BY event_name) AS place
  FROM ${events} AS events GROUP BY user_id, event_name
) AS by_user
GROUP BY name`;
}

/** A row of `recentEventsSql`. */
export interface RecentEventsRow {
  /** Null where the event has none. */
  readonly name: string | null;
  readonly events: number;
  readonly users: number;
  readonly [known: `known_${number}`]: number;
}

/** What the rows say of the days [from, until) that they were asked for. */
export function recentEventsOf(from: CalendarDay, until: CalendarDay, rows: readonly RecentEventsRow[]): RecentEvents {
  const total = (count: (row: RecentEventsRow) => number) => rows.reduce((sum, row) => sum + count(row), 0);
  return {
    days: daysBetween(from, until),
    users: total(({ users }) => users),
    events: total(({ events }) => events),
    names: mostFrequentNames(rows.flatMap(({ name, events }) => (name === null ? [] : [[name, events] as const]))),
    known: Object.fromEntries(PROFILE_COLUMNS.map((column, index) => [column, total((row) => row[`known_${index}`]!)])),
  };
}
