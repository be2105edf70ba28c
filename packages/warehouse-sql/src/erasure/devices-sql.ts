import type { Dialect } from '../dialect/dialect.js';
import type { Relation } from '../dialect/relation.js';
import { DEVICE_COLUMN, PERSON_COLUMN } from '../source/user-id/people.js';
import type { KeepsUser } from './forgotten-users.js';

/**
 * `device_id` of every device on which one of these people was named, once.
 * @param events with `user_id` and the columns of `PEOPLE_COLUMNS`
 */
export function devicesSql(dialect: Dialect, events: Relation, isOneOfThem: KeepsUser): string {
  const [device, person] = [DEVICE_COLUMN.name, PERSON_COLUMN.name].map(dialect.identifier);
  return `SELECT DISTINCT ${device} AS device_id FROM ${events} AS events
WHERE ${person} = 1 AND ${device} IS NOT NULL AND ${isOneOfThem('user_id')}`;
}
