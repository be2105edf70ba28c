/** One row over deliveries (`ga4DeliveriesSql`): `events`, `events_without_user`, `users`. */
export function summarySql(deliveries: string): string {
  return `SELECT COUNT(*) AS events, COUNT(CASE WHEN user_id <> '' THEN NULL ELSE 1 END) AS events_without_user,
  COUNT(DISTINCT NULLIF(user_id, '')) AS users
FROM ${deliveries}`;
}

/** The event names of deliveries, most frequent first, at most `limit`: `name`, `events`, `users`. */
export function eventNamesSql(deliveries: string, limit = 200): string {
  return `SELECT event_name AS name, COUNT(*) AS events, COUNT(DISTINCT NULLIF(user_id, '')) AS users
FROM ${deliveries}
WHERE event_name IS NOT NULL
GROUP BY event_name
ORDER BY events DESC, name
LIMIT ${limit}`;
}
