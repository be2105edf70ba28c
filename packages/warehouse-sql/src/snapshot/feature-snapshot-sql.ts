import { addDays, type CalendarDay, startOfDayMicros } from '@propensity/core';
import type { Dialect } from '../dialect/dialect.js';
import { integerLiteral } from '../dialect/literals.js';
import type { Feature, FeatureContext, Grain } from '../features/feature.js';
import { GRAIN_SQL } from '../features/grains.js';

export interface FeatureSnapshotOptions {
  readonly dialect: Dialect;
  /** Text to stand after FROM: the flat events relation, covering at least [S − lookback, S). It may cover more. */
  readonly events: string;
  /** S. */
  readonly snapshot: CalendarDay;
  readonly lookbackDays: number;
  readonly timeZone: string;
  readonly features: readonly Feature[];
}

/**
 * One row per user of the population at S: `user_id`, `user_bucket` (core's `userBucket`), `event_count` (the simple rule's
 * score), then every feature in order, numbers as floats (NULL is missing), categories as text. Nothing from S or later
 * is read, and the result does not depend on the order of the events.
 */
export function featureSnapshotSql(options: FeatureSnapshotOptions): string {
  const { dialect, events, snapshot, lookbackDays, timeZone, features } = options;
  const micros = (day: CalendarDay) => integerLiteral(startOfDayMicros(day, timeZone));
  const context: FeatureContext = {
    dialect,
    snapshotMicros: micros(snapshot),
    since: (days) => micros(addDays(snapshot, -days)),
  };
  const grains = [...new Set<Grain>(['events', ...features.map(({ grain }) => grain)])];
  const tables = grains.flatMap((grain) => [
    `${grain}_grain AS (\n  ${GRAIN_SQL[grain](dialect)}\n)`,
    `by_${grain} AS (\n  SELECT ${aggregates(grain, features, context).join(',\n    ')}\n  FROM ${grain}_grain GROUP BY user_id\n)`,
  ]);
  const joins = grains
    .filter((grain) => grain !== 'events')
    .map((grain) => `\nLEFT JOIN by_${grain} ON by_${grain}.user_id = by_events.user_id`);
  const window = `\n  SELECT * FROM ${events} WHERE event_micros >= ${context.since(lookbackDays)} AND event_micros < ${context.snapshotMicros}\n`;
  return `WITH ${dialect.commonTable('window_events', window)},
${tables.join(',\n')}
SELECT by_events.user_id AS user_id, ${dialect.userBucket('by_events.user_id')} AS user_bucket, by_events.event_count AS event_count,
  ${features.map((feature) => outputColumn(feature, dialect)).join(',\n  ')}
FROM by_events${joins.join('')}`;
}

function aggregates(grain: Grain, features: readonly Feature[], context: FeatureContext): string[] {
  const own = features.filter((feature) => feature.grain === grain);
  return [
    'user_id',
    ...(grain === 'events' ? ['COUNT(*) AS event_count'] : []),
    ...own.map((feature) => `${feature.sql(context)} AS ${context.dialect.identifier(feature.name)}`),
  ];
}

function outputColumn({ name, grain, kind, whenNone }: Feature, dialect: Dialect): string {
  const column = `by_${grain}.${dialect.identifier(name)}`;
  const known = whenNone === null ? column : `COALESCE(${column}, ${whenNone})`;
  const type = dialect.typeNames[kind === 'numeric' ? 'float' : 'string'];
  return `CAST(${known} AS ${type}) AS ${dialect.identifier(name)}`;
}
