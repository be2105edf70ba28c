import type { SnapshotCounts } from '@propensity/core/ports';
import type { PopulationRule, TargetRule } from '@propensity/core/question';
import type { CalendarDay } from '@propensity/core/windows';
import type { Dialect } from '../dialect/dialect.js';
import type { Relation } from '../dialect/relation.js';
import type { KeepsUser } from '../erasure/forgotten-users.js';
import { type LabelsOptions, labelsSql, populationSql } from './labels-sql.js';
import { populationConditions } from './population-sql.js';
import { performedSql } from './target-sql.js';
import { userSampleSql } from './user-sample-sql.js';
import { afterSql, beforeSql } from './window-sql.js';

export interface SnapshotCountsOptions {
  readonly dialect: Dialect;
  /** Events with `user_id`, `event_micros` and the columns of target and population, covering all windows. */
  readonly events: Relation;
  readonly snapshots: readonly CalendarDay[];
  readonly lookbackDays: number;
  readonly horizonDays: number;
  readonly timeZone: string;
  readonly target: TargetRule;
  readonly population: PopulationRule;
  /** Share of the users, by hash, that are counted. */
  readonly sampleShare: number;
  /** Who is counted; everyone when left out. */
  readonly keeps?: KeepsUser | undefined;
}

/**
 * One row with `users_0`, `positives_0`, `converters_0`, `users_1`, …: for each snapshot, in the order given, the size
 * of its population, how many of the population are labelled 1, and how many of all users are; as `populationSql` and
 * `labelsSql` define them. Reads a few columns of the events once, however many snapshots; no features are computed.
 */
export function snapshotCountsSql(options: SnapshotCountsOptions): string {
  const { dialect, events, snapshots, sampleShare, keeps } = options;
  const flags = snapshots.flatMap((snapshot, index) => {
    const [known, converted] = conditionsOf(snapshot, options);
    return [
      `CASE WHEN ${known} THEN 1 ELSE 0 END AS known_${index}`,
      `CASE WHEN ${converted} THEN 1 ELSE 0 END AS converted_${index}`,
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
WHERE ${userSampleSql(dialect.userBucket('user_id'), sampleShare)}${keeps === undefined ? '' : ` AND ${keeps('user_id')}`}`;
}

/**
 * The same row where users are others for every snapshot, so that each is counted by itself.
 * @param snapshots the statements' options for each, in order
 */
export function separateCountsSql(snapshots: readonly LabelsOptions[], sampleShare: number): string {
  const counted = snapshots.map((options, index) => {
    const bucket = options.dialect.userBucket('user_id');
    const sampled = userSampleSql(bucket, sampleShare);
    return `(SELECT COUNT(population.user_id) AS users_${index}, COUNT(CASE WHEN population.user_id IS NOT NULL THEN labels.user_id END) AS positives_${index}, COUNT(labels.user_id) AS converters_${index}
FROM (SELECT user_id FROM (
${populationSql(options)}
) AS everyone WHERE ${sampled}) AS population
FULL JOIN (SELECT user_id FROM (
${labelsSql(options)}
) AS everyone WHERE ${sampled}) AS labels ON labels.user_id = population.user_id) AS counts_${index}`;
  });
  return `SELECT * FROM ${counted.join('\nCROSS JOIN ')}`;
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

/** Conditions on a user's events, as aggregates: that the user is in the population at S, and is labelled 1. */
function conditionsOf(snapshot: CalendarDay, options: SnapshotCountsOptions): [known: string, converted: string] {
  const { dialect, lookbackDays, target, population } = options;
  const windows = { ...options, snapshot };
  const lookback = beforeSql(windows, lookbackDays);
  const seen = `MAX(CASE WHEN ${lookback} THEN 1 ELSE 0 END) = 1`;
  const within = (days: number | null) => (days === null ? lookback : beforeSql(windows, days));
  const known = [seen, ...populationConditions(population, within)].join(' AND ');
  const performed = performedSql(dialect, target, lookback, afterSql(windows));
  return [known, target.none ? `${known} AND NOT (${performed})` : performed];
}
