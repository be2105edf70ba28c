import type { Relation } from '../dialect/relation.js';
import { TARGET_FLAG } from '../source/event-flag.js';

/** One row over deliveries (a source's `deliveriesSql`, with the target's flag): `events`, `events_without_user`, `users`, `target_events`, `target_users`. */
export function summarySql(deliveries: Relation): string {
  return `SELECT COUNT(*) AS events, COUNT(CASE WHEN user_id <> '' THEN NULL ELSE 1 END) AS events_without_user,
  COUNT(DISTINCT NULLIF(user_id, '')) AS users, COUNT(CASE WHEN ${TARGET_FLAG} = 1 THEN 1 END) AS target_events,
  COUNT(DISTINCT CASE WHEN ${TARGET_FLAG} = 1 THEN NULLIF(user_id, '') END) AS target_users
FROM ${deliveries} AS deliveries`;
}

/**
 * The event names of deliveries, most frequent first, at most `limit`: `name`, `events`, `users`.
 * @param minUsers names of fewer users are left out
 */
export function eventNamesSql(deliveries: Relation, limit = 200, minUsers = 0): string {
  return `SELECT event_name AS name, COUNT(*) AS events, COUNT(DISTINCT NULLIF(user_id, '')) AS users
FROM ${deliveries} AS deliveries
WHERE event_name IS NOT NULL
GROUP BY event_name${ofEnough("NULLIF(user_id, '')", minUsers)}
ORDER BY events DESC, name
LIMIT ${limit}`;
}

/**
 * The event names of the deliveries that have a user, most frequent first, all of them: `name`, `events`, `users`.
 * @param minUsers names of fewer users are left out
 */
export function namesBeforeSql(deliveries: Relation, minUsers = 0): string {
  return `SELECT event_name AS name, COUNT(*) AS events, COUNT(DISTINCT user_id) AS users
FROM ${deliveries} AS deliveries
WHERE event_name IS NOT NULL AND user_id <> ''
GROUP BY event_name${ofEnough('user_id', minUsers)}
ORDER BY events DESC, name`;
}

function ofEnough(user: string, minUsers: number): string {
  return minUsers > 0 ? ` HAVING COUNT(DISTINCT ${user}) >= ${minUsers}` : '';
}
