import type { SqlType } from '../dialect/dialect.js';
import type { ConditionFlag, EventFlag } from './event-flag.js';
import type { IdentityColumn } from './user-id/people.js';

/**
 * The columns of the flat events relation: one row per distinct identified event, whichever export it came from. An
 * empty text is NULL. Features are written against these columns only.
 */
export const EVENT_COLUMNS = {
  /** The visitor's id; never NULL or empty. */
  user_id: 'string',
  /** When it happened: microseconds since the epoch, UTC. */
  event_micros: 'integer',
  /** The same moment on the wall clock of the property's time zone. */
  local_micros: 'integer',
  event_name: 'string',
  session_id: 'string',
  /** 1 for the visitor's first session. */
  session_number: 'integer',
  /** 1 when Analytics calls the session engaged, else 0; NULL when it does not say. */
  session_engaged: 'integer',
  engagement_msec: 'integer',
  /** Address of the page that a `page_view` viewed, without query and fragment. */
  page: 'string',
  /** Path of that page, or the name of the screen that a `screen_view` showed; at most 100 characters. */
  page_path: 'string',
  /** The content group of that page. */
  content_group: 'string',
  /** What brought the visit, where the event says so. */
  session_source: 'string',
  session_medium: 'string',
  /** The id of a purchase or a refund, where it has a usable one. */
  transaction_id: 'string',
  /** Revenue of a purchase, in the currency that is added up; NULL where it is not known in that currency. */
  purchase_revenue: 'float',
  /** What a refund gives back, in the currency that is added up; NULL where it does not say, or not in that currency. */
  refund_amount: 'float',
  /** Amount of a purchase or a refund in the currency it was made in, in whole millionths. */
  local_millionths: 'integer',
  /** The currency of `local_millionths`: ISO 4217, in upper case. */
  currency: 'string',
  /** The first item of the event. */
  item_id: 'string',
  item_category: 'string',
  /** Its price in the currency that is added up; NULL where it is not known in that currency. */
  item_price: 'float',
  /** Sum of price × quantity over the event's items whose price is known in the currency that is added up; NULL where none is. */
  item_value: 'float',
  device_category: 'string',
  operating_system: 'string',
  browser: 'string',
  device_brand: 'string',
  language: 'string',
  country: 'string',
  region: 'string',
  /** The channel of the visitor's first ever visit. */
  first_source: 'string',
  first_medium: 'string',
  first_campaign: 'string',
  /** Microseconds since the epoch of the visitor's first ever visit, where known. */
  first_touch_micros: 'integer',
} as const satisfies Readonly<Record<string, SqlType>>;

export type EventColumn = keyof typeof EVENT_COLUMNS;

/** The columns that depend on which currency is added up. */
export const MONEY_COLUMNS: readonly string[] = [
  'purchase_revenue',
  'refund_amount',
  'item_value',
  'item_price',
] satisfies EventColumn[];

/** A column added for the configuration: a parameter, a user property, an expression over one raw row, or a flag of events. */
export type CustomColumn =
  | { readonly name: string; readonly type: 'string' | 'float'; readonly param: string; readonly event?: string }
  | { readonly name: string; readonly type: 'string' | 'float'; readonly userProperty: string }
  | { readonly name: string; readonly type: 'string' | 'float'; readonly sql: string }
  | EventFlag
  | ConditionFlag
  | IdentityColumn;
