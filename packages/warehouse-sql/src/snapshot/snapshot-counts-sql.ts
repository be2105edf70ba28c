import type { SnapshotCounts } from '@propensity/core/ports';
import { addDays, type CalendarDay, startOfDayMicros } from '@propensity/core/windows';
import type { Dialect } from '../dialect/dialect.js';
import { integerLiteral } from '../dialect/literals.js';
import type { Relation } from '../dialect/relation.js';
import { userSampleSql } from './user-sample-sql.js';

export interface SnapshotCountsOptions {
  readonly dialect: Dialect;
  /** Events with `user_id`, `event_micros` and `event_name`, covering all windows. */
  readonly events: Relation;
  readonly snapshots: readonly CalendarDay[];
  readonly lookbackDays: number;
  readonly horizonDays: number;
  readonly timeZone: string;
  readonly targetEvent: string;
  /** Share of the users, by hash, that are counted. */
  readonly sampleShare: number;
}

/**
 * One row with `users_0`, `positives_0`, `converters_0`, `users_1`, …: for each snapshot, in the order given, the size
 * of its population, how many of the population are labelled 1, and how many of all users are; as `populationSql` and
 * `labelsSql` define them. Reads three columns of the events once, however many snapshots; no features are computed.
 */
export function snapshotCountsSql(options: SnapshotCountsOptions): string {
  const { dialect, events, snapshots, sampleShare } = options;
  const flags = snapshots.flatMap((snapshot, index) => {
    const [known, converted] = conditionsOf(snapshot, options);
    return [
      `MAX(CASE WHEN ${known} THEN 1 ELSE 0 END) AS known_${index}`,
      `MAX(CASE WHEN ${converted} THEN 1 ELSE 0 END) AS converted_${index}`,
    ];
  });
  const counts = snapshots.flatMap((_, index) => [
    `COUNT(CASE WHEN known_${index} = 1 THEN 1 END) AS users_${index}`,
    `COUNT(CASE WHEN known_${index} = 1 AND converted_${index} = 1 THEN 1 END) AS positives_${index}`,
    `COUNT(CASE WHEN converted_${index} = 1 THEN 1 END) AS converters_${index}`,
  ]);
  return `SELECT ${counts.join(',\n  ')}
FROM (
  SELECT ${['user_id', ...flags].join(',\n    ')}
  FROM ${events} AS events
  WHERE user_id <> ''
  GROUP BY user_id
) AS by_user
WHERE ${userSampleSql(dialect.userBucket('user_id'), sampleShare)}`;
}

/** The counts in the row. @param snapshots those of the statement, in the same order */
export function snapshotCountsOf(
  snapshots: readonly CalendarDay[],
  row: Readonly<Record<string, number>>,
): SnapshotCounts[] {
  return snapshots.map((snapshot, index) => ({
    snapshot,
    users: row[`users_${index}`]!,
    positives: row[`positives_${index}`]!,
    converters: row[`converters_${index}`]!,
  }));
}

/**
 * Conditions on an event: that it puts its user into the population, and that it is the target event within the
 * horizon.
 */
function conditionsOf(
  snapshot: CalendarDay,
  { dialect, lookbackDays, horizonDays, timeZone, targetEvent }: SnapshotCountsOptions,
): [known: string, converted: string] {
  const [start, middle, end] = [addDays(snapshot, -lookbackDays), snapshot, addDays(snapshot, horizonDays)].map((day) =>
    integerLiteral(startOfDayMicros(day, timeZone)),
  );
  return [
    `event_micros >= ${start} AND event_micros < ${middle}`,
    `event_micros >= ${middle} AND event_micros < ${end} AND event_name = ${dialect.string(targetEvent)}`,
  ];
}
