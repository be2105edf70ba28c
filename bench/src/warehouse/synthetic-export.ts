import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { addDays, type CalendarDay, startOfDayMicros, suffixOfDay } from '@propensity/core/windows';
import { DRAW_MACROS } from './draw-macros.js';

/** How much a synthetic export holds. */
export interface SyntheticExportOptions {
  readonly events: number;
  /** Users with an event, at most one for each session. */
  readonly users: number;
  /** The day after its last one. */
  readonly until: CalendarDay;
  readonly days: number;
}

const MAX_SESSION_EVENTS = 5;
const DAY_MICROS = 86_400_000_000;

/**
 * Writes the day files of a GA4 export into `folder`, made by SQL alone: sessions of a few events, the first ones by
 * one user each, the others by few users more often; events in the order of time. The same options give the same rows.
 */
export async function writeSyntheticExport(folder: string, options: SyntheticExportOptions): Promise<void> {
  const { events, users, until, days } = options;
  const complete = join(folder, 'complete');
  if (existsSync(complete)) return;
  mkdirSync(folder, { recursive: true });
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    for (const macro of DRAW_MACROS) await connection.run(macro);
    const perSession = Math.max(1, Math.min(MAX_SESSION_EVENTS, Math.floor(events / users)));
    const sessions = Math.ceil(events / perSession);
    await connection.run(`CREATE TABLE sessions AS
      SELECT session, CASE WHEN session < ${users} THEN session ELSE floor(${users} * draw(session, 'user') ** 2)::BIGINT END AS visitor,
        floor(${days} * draw(session, 'day'))::INTEGER AS day, least(${perSession}, ${events} - ${perSession} * session) AS length
      FROM range(${sessions}) AS r(session)`);
    for (let day = 0; day < days; day++) {
      const date = addDays(until, day - days);
      const path = join(folder, `events_${suffixOfDay(date)}.parquet`).replaceAll("'", "''");
      await connection.run(`COPY (${daySql(day, date)}) TO '${path}' (FORMAT parquet, COMPRESSION zstd)`);
    }
    writeFileSync(complete, '');
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** The rows of a day, nested and typed as BigQuery exports them. */
function daySql(day: number, date: CalendarDay): string {
  const start = startOfDayMicros(date, 'UTC');
  return `WITH visits AS (
    SELECT session, visitor, ${start} + floor(${0.9 * DAY_MICROS} * draw(session, 'time'))::BIGINT AS begun,
      unnest(range(length)) AS position
    FROM sessions WHERE day = ${day}
  ), happenings AS (
    SELECT *, session * ${MAX_SESSION_EVENTS} + position AS event, begun + position * 20_000_000 AS micros,
      floor(800 * draw(event, 'page') ** 2)::BIGINT AS page, floor(300 * draw(event, 'item') ** 2)::BIGINT AS item,
      CASE position WHEN 0 THEN 'session_start' WHEN 1 THEN 'page_view' ELSE
        pick(draw(event, 'name'), ['page_view', 'page_view', 'view_item', 'view_item', 'scroll', 'user_engagement', 'add_to_cart',
          'view_search_results', 'view_promotion', 'begin_checkout', 'purchase']) END AS name
    FROM visits
  )
  SELECT '${suffixOfDay(date)}' AS event_date, micros AS event_timestamp, name AS event_name, [
      param_text('page_location', 'https://shop.example/products/' || page || '?campaign=' || page % 7),
      param_text('page_title', 'Shop, product ' || page),
      param_text('page_referrer', CASE WHEN position > 0 THEN 'https://shop.example/home' END),
      param_int('ga_session_id', begun // 1_000_000),
      param_int('ga_session_number', 1 + session % 5),
      param_text('session_engaged', CASE WHEN position > 0 THEN '1' ELSE '0' END),
      param_int('engagement_time_msec', CASE WHEN position > 0 THEN floor(60_000 * draw(event, 'time'))::BIGINT END),
      CASE name WHEN 'view_search_results' THEN param_text('search_term', 'gift') ELSE param_int('entrances', 1) END
    ] AS event_params,
    (1_000_000_000 + hash(visitor) % 9_000_000_000) || '.' || (1_700_000_000 + visitor) AS user_pseudo_id,
    begun - floor(1e13 * draw(visitor, 'first'))::BIGINT AS user_first_touch_timestamp,
    {'category': pick(draw(visitor, 'device'), ['desktop', 'desktop', 'mobile', 'tablet']),
      'mobile_brand_name': level(visitor, 'brand', 30), 'operating_system': level(visitor, 'system', 8),
      'language': level(visitor, 'language', 60), 'web_info': {'browser': level(visitor, 'browser', 12)}} AS device,
    {'country': level(visitor, 'country', 120), 'region': level(visitor, 'region', 900)} AS geo,
    {'source': level(visitor, 'source', 50), 'medium': level(visitor, 'medium', 8), 'name': level(visitor, 'campaign', 200)} AS traffic_source,
    'WEB' AS platform,
    {'purchase_revenue_in_usd': CASE name WHEN 'purchase' THEN 10.0 + item END,
      'transaction_id': CASE name WHEN 'purchase' THEN 'T' || event END} AS ecommerce,
    CASE WHEN name IN ('view_item', 'add_to_cart', 'begin_checkout', 'purchase') THEN [
      {'item_id': 'I' || item, 'item_name': 'Item ' || item, 'item_category': 'Category ' || item % 20, 'price_in_usd': 10.0 + item, 'quantity': 1::BIGINT}
    ] ELSE [] END AS items
  FROM happenings ORDER BY micros`;
}
