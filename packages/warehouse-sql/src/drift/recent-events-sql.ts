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
 * @param minUsers no number is to be of fewer users: one row then has the sums of all names, without a name, and those of a name its events alone
 */
export function recentEventsSql(dialect: Dialect, events: Relation, minUsers?: number): string {
  if (minUsers !== undefined) return guardedRecentEventsSql(dialect, events, minUsers);
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

function guardedRecentEventsSql(dialect: Dialect, events: Relation, minUsers: number): string {
  const integer = (sum: string) => `CAST(${sum} AS ${dialect.typeNames.integer})`;
  const places = PROFILE_COLUMNS.map((_, index) => `known_${index}`);
  const known = places.map(
    (column) =>
      `CASE WHEN SUM(CASE WHEN ${column} > 0 THEN 1 ELSE 0 END) >= ${minUsers} THEN ${integer(`SUM(${column})`)} ELSE 0 END AS ${column}`,
  );
  const counts = PROFILE_COLUMNS.map((column, index) => `COUNT(${column}) AS known_${index}`);
  return `SELECT CAST(NULL AS ${dialect.typeNames.string}) AS name, ${integer('SUM(events)')} AS events, ${known.join(', ')}, COUNT(*) AS users, 1 AS of_all
FROM (SELECT user_id, COUNT(*) AS events, ${counts.join(', ')} FROM ${events} AS events GROUP BY user_id) AS by_user
HAVING COUNT(*) >= ${minUsers}
UNION ALL
SELECT event_name AS name, COUNT(*) AS events, ${places.map(() => '0').join(', ')}, 0 AS users, 0 AS of_all
FROM ${events} AS events WHERE event_name IS NOT NULL GROUP BY event_name HAVING COUNT(DISTINCT user_id) >= ${minUsers}`;
}

/** A row of `recentEventsSql`. */
export interface RecentEventsRow {
  /** Null where the event has none. */
  readonly name: string | null;
  readonly events: number;
  readonly users: number;
  /** 1 in the row of all names, where it stands apart from theirs. */
  readonly of_all?: number;
  readonly [known: `known_${number}`]: number;
}

/** What the rows say of the days [from, until) that they were asked for. */
export function recentEventsOf(from: CalendarDay, until: CalendarDay, rows: readonly RecentEventsRow[]): RecentEvents {
  const together = rows.filter(({ of_all }) => of_all === 1);
  const summed = rows.some(({ of_all }) => of_all !== undefined) ? together : rows;
  const total = (count: (row: RecentEventsRow) => number) => summed.reduce((sum, row) => sum + count(row), 0);
  return {
    days: daysBetween(from, until),
    users: total(({ users }) => users),
    events: total(({ events }) => events),
    names: mostFrequentNames(rows.flatMap(({ name, events }) => (name === null ? [] : [[name, events] as const]))),
    known: Object.fromEntries(PROFILE_COLUMNS.map((column, index) => [column, total((row) => row[`known_${index}`]!)])),
  };
}
