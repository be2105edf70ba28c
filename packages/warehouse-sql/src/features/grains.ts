import { DAY_MICROS } from '../source/day-micros.js';
import type { EventColumn } from '../source/event-columns.js';
import { eventsOf } from '../source/roles.js';
import type { GrainDefinition } from './grain-definition.js';
import { NET_ORDERS } from './net-orders-grain.js';
import { isEventSql } from './row-condition.js';
import { VISITS } from './visits-grain.js';

/** Microseconds in an hour. */
export const HOUR_MICROS = 3_600_000_000;

/** Columns of the events that describe the user's device, place and origin. */
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

/**
 * What a feature aggregates, per user: the events themselves; or one row per session, active day, order, item, page, or profile
 * (device, place and origin together). `net_orders` are orders less their refunds; `visits` are the sessions of which a page or an
 * origin is known; `item_views` are single views of items,
 * `event_days` the events of one name on one day.
 */
export type Grain =
  | 'events'
  | 'sessions'
  | 'days'
  | 'orders'
  | 'net_orders'
  | 'items'
  | 'pages'
  | 'profiles'
  | 'visits'
  | 'item_views'
  | 'event_days';

export const GRAINS: Readonly<Record<Grain, GrainDefinition>> = {
  events: {
    version: 1,
    columns: [],
    roles: [],
    sql: ({ integerDivide, modulo }) =>
      `SELECT *, ${modulo(integerDivide('local_micros', HOUR_MICROS), 24)} AS local_hour, ${
        // 1970-01-01 was a Thursday: 0 is Monday.
        modulo(`${integerDivide('local_micros', DAY_MICROS)} + 3`, 7)
      } AS local_weekday FROM window_events`,
  },

  sessions: {
    version: 1,
    columns: ['session_id', 'event_micros', 'local_micros', 'session_engaged', 'engagement_msec'],
    roles: ['pageView'],
    sql: (dialect, roles) => {
      const { integerDivide, sumIntegers } = dialect;
      return `SELECT user_id, session_id, MIN(event_micros) AS first_micros, MAX(event_micros) AS last_micros, COUNT(*) AS event_count,
    COUNT(CASE WHEN ${isEventSql(dialect, eventsOf(roles, 'pageView'))} THEN 1 END) AS page_views, MAX(session_engaged) AS engaged,
    ${sumIntegers('engagement_msec')} AS engagement_msec, MIN(${integerDivide('local_micros', DAY_MICROS)}) AS local_day
  FROM window_events WHERE session_id IS NOT NULL GROUP BY user_id, session_id`;
    },
  },

  days: {
    version: 1,
    columns: ['event_micros', 'local_micros'],
    roles: ['itemView'],
    sql: (dialect, roles) => {
      const day = dialect.integerDivide('local_micros', DAY_MICROS);
      return `SELECT user_id, ${day} AS local_day, MAX(event_micros) AS last_micros,
    COUNT(*) AS event_count, COUNT(CASE WHEN ${isEventSql(dialect, eventsOf(roles, 'itemView'))} THEN 1 END) AS item_views
  FROM window_events GROUP BY user_id, ${day}`;
    },
  },

  // A purchase sent twice is one order; without a usable id, the same moment is the same order. Refunds do not count: the features
  // of models that were trained before they did.
  orders: {
    version: 1,
    columns: ['event_micros', 'transaction_id', 'purchase_revenue'],
    roles: ['purchase'],
    sql: (dialect, roles) =>
      `SELECT user_id, COALESCE('id ' || transaction_id, 'at ' || ${dialect.cast('event_micros', 'string')}) AS order_key,
    MIN(event_micros) AS first_micros, MAX(event_micros) AS last_micros, MAX(purchase_revenue) AS revenue
  FROM window_events WHERE ${isEventSql(dialect, eventsOf(roles, 'purchase'))} GROUP BY 1, 2`,
  },

  net_orders: NET_ORDERS,

  items: {
    version: 1,
    columns: ['event_micros', 'item_id'],
    roles: ['itemView', 'cartAddition'],
    sql: (dialect, roles) => {
      const [viewed, added] = (['itemView', 'cartAddition'] as const).map((role) =>
        isEventSql(dialect, eventsOf(roles, role)),
      );
      return `SELECT user_id, item_id, MAX(CASE WHEN ${viewed} THEN event_micros END) AS viewed_micros,
    MAX(CASE WHEN ${added} THEN event_micros END) AS added_micros, COUNT(CASE WHEN ${viewed} THEN 1 END) AS views
  FROM window_events
  WHERE item_id IS NOT NULL AND ${isEventSql(dialect, eventsOf(roles, 'itemView', 'cartAddition'))} GROUP BY user_id, item_id`;
    },
  },

  // A user has few profiles, so that the costly comparisons of texts are made on few rows.
  profiles: {
    version: 1,
    columns: ['event_micros'],
    roles: [],
    sql: () =>
      `SELECT user_id, ${PROFILE_COLUMNS.join(', ')}, MIN(event_micros) AS first_micros, MAX(event_micros) AS last_micros
  FROM window_events GROUP BY user_id, ${PROFILE_COLUMNS.join(', ')}`,
  },

  visits: VISITS,

  event_days: {
    version: 1,
    columns: ['event_micros', 'local_micros', 'event_name'],
    roles: [],
    sql: ({ integerDivide }) => {
      const day = integerDivide('local_micros', DAY_MICROS);
      return `SELECT user_id, event_name, ${day} AS local_day, COUNT(*) AS event_count, MAX(event_micros) AS last_micros
  FROM window_events GROUP BY user_id, event_name, ${day}`;
    },
  },

  item_views: {
    version: 1,
    columns: ['event_micros'],
    roles: ['itemView'],
    sql: (dialect, roles) =>
      `SELECT user_id, event_micros, item_category, item_price
  FROM window_events WHERE ${isEventSql(dialect, eventsOf(roles, 'itemView'))}`,
  },

  pages: {
    version: 1,
    columns: ['event_micros', 'page'],
    roles: ['pageView'],
    sql: (dialect, roles) =>
      `SELECT user_id, page, MAX(event_micros) AS last_micros, COUNT(*) AS views
  FROM window_events WHERE page IS NOT NULL AND ${isEventSql(dialect, eventsOf(roles, 'pageView'))} GROUP BY user_id, page`,
  },
};
