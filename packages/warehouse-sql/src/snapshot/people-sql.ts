import type { Dialect } from '../dialect/dialect.js';
import { queryRelation, type Relation } from '../dialect/relation.js';
import { DEVICE_COLUMN, PERSON_COLUMN, type People } from '../source/user-id/people.js';

export interface PeopleOptions {
  readonly dialect: Dialect;
  readonly people: People;
  /**
   * Events with `user_id`, `event_micros` and the columns of `PEOPLE_COLUMNS`. All of them, and no others, tell which person a device
   * is of: give those of the window as of whose end it is known.
   */
  readonly events: Relation;
  /** Name of a table that maps `user_number`, which the events have as `user_id`, to the real id; left out where they have the id. */
  readonly users?: string | undefined;
}

/**
 * The events as those of people: an event that names a person is that person's; any other is of the person whom its device named last,
 * before or after it, within these events. What no person is known for stays the device's, or is left out.
 * Of two persons whom a device named at the same moment, the one of the greater id counts.
 */
export function peopleSql(options: PeopleOptions): string {
  const { dialect, people, events } = options;
  const device = dialect.identifier(DEVICE_COLUMN.name);
  const isPerson = `events.${dialect.identifier(PERSON_COLUMN.name)} = 1`;
  const known = `COALESCE(CASE WHEN ${isPerson} THEN events.user_id END, known.person${people.fallback ? ', events.user_id' : ''})`;
  return `SELECT events.* REPLACE (${known} AS user_id)
FROM ${events} AS events LEFT JOIN (
${personsSql(options)}
) AS known ON known.${device} = events.${device}${people.fallback ? '' : `\nWHERE ${isPerson} OR known.person IS NOT NULL`}`;
}

/** One row per device that named a person: its id, and the person. */
function personsSql({ dialect, events, users }: PeopleOptions): string {
  const device = dialect.identifier(DEVICE_COLUMN.name);
  const isPerson = `${dialect.identifier(PERSON_COLUMN.name)} = 1 AND ${device} IS NOT NULL`;
  if (users === undefined) {
    return `SELECT ${device}, ${dialect.textAt('user_id', 'last', 'event_micros')} AS person FROM ${events} AS named WHERE ${isPerson} GROUP BY ${device}`;
  }
  const texts = queryRelation(
    `SELECT named.${device} AS ${device}, named.event_micros AS event_micros, spelt.user_id AS user_id
FROM ${events} AS named JOIN ${users} AS spelt ON spelt.user_number = named.user_id WHERE ${isPerson}`,
  );
  return `SELECT last_named.${device} AS ${device}, numbered.user_number AS person
FROM (SELECT ${device}, ${dialect.textAt('user_id', 'last', 'event_micros')} AS person_id FROM ${texts} AS texts GROUP BY ${device}) AS last_named
JOIN ${users} AS numbered ON numbered.user_id = last_named.person_id`;
}
