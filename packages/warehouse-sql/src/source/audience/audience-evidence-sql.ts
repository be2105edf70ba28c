import type { AudienceEvidence } from '@propensity/core/ports';
import { describeCondition } from '@propensity/core/question';
import type { Dialect } from '../../dialect/dialect.js';
import type { Relation } from '../../dialect/relation.js';
import { DAY_MICROS } from '../day-micros.js';
import type { CustomColumn, EventColumn } from '../event-columns.js';
import type { EventExport } from '../event-export.js';
import { DEVICE_COLUMN, PEOPLE_COLUMNS, PERSON_COLUMN } from '../user-id/people.js';

/** A user with more events than this on one day is hardly a person. */
export const BOT_EVENTS_PER_DAY = 1000;

/** The columns of flat events that the evidence reads. */
export const AUDIENCE_COLUMNS: readonly EventColumn[] = ['user_id', 'local_micros'];

/** The columns that it needs besides: a flag for each condition and each kind of suspect traffic, and who an event is of. */
export function audienceFlags({ where, suspects, people }: EventExport): CustomColumn[] {
  const flags = [...where, ...suspects.map(({ condition }) => condition)];
  return [
    ...flags.map((condition, index): CustomColumn => ({ name: `meets_${index}`, type: 'integer', condition })),
    ...(people === undefined ? [] : PEOPLE_COLUMNS),
  ];
}

/** A row of `audienceEvidenceSql`: its columns are numbers. */
export type AudienceEvidenceRow = Readonly<Record<string, number>>;

/**
 * One row: how many events and users there are, what each condition leaves out by itself and all of them together, how much traffic of
 * each suspect kind is kept, and how many devices and persons there are.
 * @param events all identified events, those that the configuration leaves out too
 */
export function audienceEvidenceSql(dialect: Dialect, source: EventExport, events: Relation): string {
  const { where, suspects, people } = source;
  const kept = where.length === 0 ? '1 = 1' : where.map((_, index) => `meets_${index} = 1`).join(' AND ');
  const counted: readonly (readonly [name: string, condition: string])[] = [
    ['kept', kept],
    ...where.map((_, index) => [`left_${index}`, `meets_${index} = 0`] as const),
    ...suspects.map((_, index) => [`suspect_${index}`, `${kept} AND meets_${where.length + index} = 1`] as const),
  ];
  const names = ['all', ...counted.map(([name]) => name), 'bot'];
  const byDay = [
    'COUNT(*) AS all_events',
    ...counted.map(([name, sql]) => `COUNT(CASE WHEN ${sql} THEN 1 END) AS ${name}_events`),
  ];
  const totals = names.flatMap((name) => [
    `COALESCE(SUM(${name}_events), 0) AS ${name}_events`,
    `COUNT(CASE WHEN ${name}_events > 0 THEN 1 END) AS ${name}_users`,
  ]);
  const day = dialect.integerDivide('local_micros', DAY_MICROS);
  const users = `SELECT ${totals.join(',\n  ')}
FROM (
  SELECT user_id, ${names.map((name) => `SUM(${name}_events) AS ${name}_events`).join(', ')}
  FROM (
    SELECT *, CASE WHEN kept_events > ${BOT_EVENTS_PER_DAY} THEN kept_events ELSE 0 END AS bot_events
    FROM (SELECT user_id, ${byDay.join(',\n      ')} FROM ${events} AS events GROUP BY user_id, ${day}) AS by_day
  ) AS by_day GROUP BY user_id
) AS by_user`;
  if (people === undefined) return users;
  const device = dialect.identifier(DEVICE_COLUMN.name);
  const isPerson = `${kept} AND ${dialect.identifier(PERSON_COLUMN.name)} = 1`;
  return `SELECT * FROM (\n${users}\n) AS users CROSS JOIN (
SELECT COUNT(DISTINCT CASE WHEN ${kept} THEN ${device} END) AS devices,
  COUNT(DISTINCT CASE WHEN ${isPerson} THEN user_id END) AS persons, COUNT(CASE WHEN ${isPerson} THEN 1 END) AS person_events
FROM ${events} AS events) AS people`;
}

/** What the row says. */
export function audienceEvidenceOf(
  row: AudienceEvidenceRow,
  { where, suspects, people }: EventExport,
): AudienceEvidence {
  const counted = (name: string) => ({ events: row[`${name}_events`]!, users: row[`${name}_users`]! });
  return {
    all: counted('all'),
    kept: counted('kept'),
    leftOut: where.map((condition, index) => ({
      condition: describeCondition(condition),
      ...counted(`left_${index}`),
    })),
    suspects: suspects.map(({ what, leaveOut }, index) => ({ what, leaveOut, ...counted(`suspect_${index}`) })),
    bots: { eventsPerDay: BOT_EVENTS_PER_DAY, ...counted('bot') },
    ...(people === undefined
      ? {}
      : { people: { devices: row.devices!, persons: row.persons!, events: row.person_events! } }),
  };
}
