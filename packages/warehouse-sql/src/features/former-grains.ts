import type { Grain } from './grains.js';

/** DuckDB's queries of the grains as they stood while a feature's hash was that of its SQL. Frozen: see `formerDefinitionHash`. */
export const FORMER_GRAINS: Readonly<Partial<Record<Grain, string>>> = {
  events: `SELECT *, ((local_micros) // 3600000000) % 24 AS local_hour, ((local_micros) // 86400000000 + 3) % 7 AS local_weekday FROM window_events`,
  sessions: `SELECT user_id, session_id, MIN(event_micros) AS first_micros, MAX(event_micros) AS last_micros, COUNT(*) AS event_count,
    COUNT(CASE WHEN event_name = 'page_view' THEN 1 END) AS page_views, MAX(session_engaged) AS engaged,
    SUM(engagement_msec) AS engagement_msec, MIN((local_micros) // 86400000000) AS local_day
  FROM window_events WHERE session_id IS NOT NULL GROUP BY user_id, session_id`,
  days: `SELECT user_id, (local_micros) // 86400000000 AS local_day, MAX(event_micros) AS last_micros,
    COUNT(*) AS event_count, COUNT(CASE WHEN event_name = 'view_item' THEN 1 END) AS item_views
  FROM window_events GROUP BY user_id, (local_micros) // 86400000000`,
  orders: `SELECT user_id, COALESCE('id ' || transaction_id, 'at ' || TRY_CAST(event_micros AS VARCHAR)) AS order_key,
    MIN(event_micros) AS first_micros, MAX(event_micros) AS last_micros, MAX(purchase_revenue) AS revenue
  FROM window_events WHERE event_name = 'purchase' GROUP BY 1, 2`,
  items: `SELECT user_id, item_id, MAX(CASE WHEN event_name = 'view_item' THEN event_micros END) AS viewed_micros,
    MAX(CASE WHEN event_name = 'add_to_cart' THEN event_micros END) AS added_micros,
    COUNT(CASE WHEN event_name = 'view_item' THEN 1 END) AS views
  FROM window_events WHERE item_id IS NOT NULL AND event_name IN ('view_item', 'add_to_cart') GROUP BY user_id, item_id`,
  profiles: `SELECT user_id, device_category, operating_system, browser, device_brand, language, country, region, first_source, first_medium, first_campaign, MIN(event_micros) AS first_micros, MAX(event_micros) AS last_micros
  FROM window_events GROUP BY user_id, device_category, operating_system, browser, device_brand, language, country, region, first_source, first_medium, first_campaign`,
  pages: `SELECT user_id, page, MAX(event_micros) AS last_micros, COUNT(*) AS views
  FROM window_events WHERE page IS NOT NULL AND event_name = 'page_view' GROUP BY user_id, page`,
};
