import { addDays, type CalendarDay, startOfDayMicros } from '@propensity/core/windows';
import type { Dialect } from '../dialect/dialect.js';
import { integerLiteral } from '../dialect/literals.js';
import type { Relation } from '../dialect/relation.js';

/** Digits in front of the id of a user that say of which of several snapshots the user is a user. */
const DIGITS = 2;
/** So many snapshots are computed at once at most. */
export const MOST_SNAPSHOTS_AT_ONCE = 10 ** DIGITS;

/** A value of the snapshot that a user is of, as SQL: over `user_id` alone, so that it stands wherever a user's rows are added up. */
export function ofSnapshotSql(
  snapshots: readonly CalendarDay[],
  textOf: (snapshot: CalendarDay) => string,
  userId = 'user_id',
): string {
  const [only] = snapshots;
  if (snapshots.length === 1) return textOf(only!);
  const cases = snapshots.map((snapshot, index) => ` WHEN '${keyOf(index)}' THEN ${textOf(snapshot)}`);
  return `(CASE SUBSTR(${userId}, 1, ${DIGITS})${cases.join('')} END)`;
}

/** The id that a user has in the export. */
export function plainUserId(userId: string): string {
  return `SUBSTR(${userId}, ${DIGITS + 1})`;
}

export interface SeveralWindows {
  readonly dialect: Dialect;
  readonly events: Relation;
  readonly snapshots: readonly CalendarDay[];
  readonly lookbackDays: number;
  readonly timeZone: string;
}

/** Each event once for every snapshot in whose lookback it is, as an event of a user of that snapshot. The events are read once. */
export function severalWindowsSql({ dialect, events, snapshots, lookbackDays, timeZone }: SeveralWindows): string {
  const start = (day: CalendarDay) => integerLiteral(startOfDayMicros(day, timeZone));
  const windows = dialect.inlineTable(
    'windows',
    [
      { name: 'snapshot_key', type: 'string' },
      { name: 'since_micros', type: 'integer' },
      { name: 'until_micros', type: 'integer' },
    ],
    snapshots.map((snapshot, index) => [
      dialect.string(keyOf(index)),
      start(addDays(snapshot, -lookbackDays)),
      start(snapshot),
    ]),
  );
  return `SELECT events.* REPLACE (windows.snapshot_key || events.user_id AS user_id)
FROM ${events} AS events JOIN ${windows} ON events.event_micros >= windows.since_micros AND events.event_micros < windows.until_micros`;
}

function keyOf(index: number): string {
  return String(index).padStart(DIGITS, '0');
}
