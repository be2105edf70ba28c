import type { Dialect } from '../dialect/dialect.js';
import type { EventColumn } from '../source/event-columns.js';
import type { Grain } from './feature.js';

/** Microseconds in an hour and in a day. */
export const HOUR_MICROS = 3_600_000_000;
export const DAY_MICROS = 86_400_000_000;

/** Columns of the events that say who came, on what, and from where. */
export const PROFILE_COLUMNS = [
  'device_category',
  'operating_system',
  'browser',
  'device_brand',
  'language',
  'country',
  'region',
  'first_source',
  'first_medium',
  'first_campaign',
] as const satisfies readonly EventColumn[];

/** How a row of each grain is made from the window's events: SQL over the common table expression `window_events`. */
export const GRAIN_SQL: Readonly<Record<Grain, (dialect: Dialect) => string>> = {
  events: ({ integerDivide, modulo }) =>
    `SELECT *, ${modulo(integerDivide('local_micros', HOUR_MICROS), 24)} AS local_hour, ${
      // 1970-01-01 was a Thursday: 0 is Monday.
      modulo(`${integerDivide('local_micros', DAY_MICROS)} + 3`, 7)
    } AS local_weekday FROM window_events`,

  sessions: ({ integerDivide, sumIntegers, isOneOf }) =>
    `SELECT user_id, session_id, MIN(event_micros) AS first_micros, MAX(event_micros) AS last_micros, COUNT(*) AS event_count,
    COUNT(CASE WHEN ${isOneOf('event_name', ['page_view'])} THEN 1 END) AS page_views, MAX(session_engaged) AS engaged,
    ${sumIntegers('engagement_msec')} AS engagement_msec, MIN(${integerDivide('local_micros', DAY_MICROS)}) AS local_day
  FROM window_events WHERE session_id IS NOT NULL GROUP BY user_id, session_id`,

  days: ({ integerDivide, isOneOf }) =>
    `SELECT user_id, ${integerDivide('local_micros', DAY_MICROS)} AS local_day, MAX(event_micros) AS last_micros,
    COUNT(*) AS event_count, COUNT(CASE WHEN ${isOneOf('event_name', ['view_item'])} THEN 1 END) AS item_views
  FROM window_events GROUP BY user_id, ${integerDivide('local_micros', DAY_MICROS)}`,

  // A purchase sent twice is one order; without a usable id, the same moment is the same order.
  orders: ({ cast, isOneOf }) =>
    `SELECT user_id, COALESCE('id ' || transaction_id, 'at ' || ${cast('event_micros', 'string')}) AS order_key,
    MIN(event_micros) AS first_micros, MAX(event_micros) AS last_micros, MAX(purchase_revenue) AS revenue
  FROM window_events WHERE ${isOneOf('event_name', ['purchase'])} GROUP BY 1, 2`,

  items: ({ isOneOf }) =>
    `SELECT user_id, item_id, MAX(CASE WHEN ${isOneOf('event_name', ['view_item'])} THEN event_micros END) AS viewed_micros,
    MAX(CASE WHEN ${isOneOf('event_name', ['add_to_cart'])} THEN event_micros END) AS added_micros,
    COUNT(CASE WHEN ${isOneOf('event_name', ['view_item'])} THEN 1 END) AS views
  FROM window_events WHERE item_id IS NOT NULL AND ${isOneOf('event_name', ['view_item', 'add_to_cart'])} GROUP BY user_id, item_id`,

  // A user has few profiles, so that the costly comparisons of texts are made on few rows.
  profiles: () =>
    `SELECT user_id, ${PROFILE_COLUMNS.join(', ')}, MIN(event_micros) AS first_micros, MAX(event_micros) AS last_micros
  FROM window_events GROUP BY user_id, ${PROFILE_COLUMNS.join(', ')}`,

  pages: ({ isOneOf }) =>
    `SELECT user_id, page, MAX(event_micros) AS last_micros, COUNT(*) AS views
  FROM window_events WHERE page IS NOT NULL AND ${isOneOf('event_name', ['page_view'])} GROUP BY user_id, page`,
};
