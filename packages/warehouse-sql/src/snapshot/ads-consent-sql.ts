import type { Dialect } from '../dialect/dialect.js';
import type { Relation } from '../dialect/relation.js';
import type { AdsConsent } from '../source/ads-consent.js';

/**
 * `user_id` of everyone whose last event says that the user has consented to ads; with `unknown: 'granted'`, of everyone whose last event does
 * not say no. Of several last ones at a time all have to.
 * @param events identified events with `user_id`, `event_micros` and the flags
 */
export function adsConsentSql(
  dialect: Dialect,
  { flags: [granted, denied] }: AdsConsent,
  events: Relation,
  unknown: 'denied' | 'granted',
): string {
  const agrees =
    unknown === 'granted'
      ? `1 - ${dialect.identifier(denied.name)}`
      : `${dialect.identifier(granted.name)} * (1 - ${dialect.identifier(denied.name)})`;
  return `SELECT user_id FROM (
  SELECT user_id, event_micros, MAX(event_micros) OVER (PARTITION BY user_id) AS last_micros, ${agrees} AS agrees
  FROM ${events} AS events
) AS events
WHERE event_micros = last_micros GROUP BY user_id HAVING MIN(agrees) = 1`;
}
