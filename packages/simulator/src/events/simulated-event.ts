import type { Basket } from '../model/catalogue-items.js';
import type { Shopper } from '../model/shopper.js';

/** The events the shop sends. */
export const EVENT_NAMES = [
  'session_start',
  'first_visit',
  'page_view',
  'view_item_list',
  'select_item',
  'view_item',
  'view_search_results',
  'add_to_cart',
  'begin_checkout',
  'purchase',
  'scroll',
  'user_engagement',
] as const;

/** GA4's name of an event the shop sends. */
export type EventName = (typeof EVENT_NAMES)[number];

/** A page of the shop; `product` stands for the page of the event's first item. */
export const PAGES = ['home', 'category', 'product', 'search', 'basket', 'checkout', 'confirmation'] as const;
/** One of the shop's pages. */
export type Page = (typeof PAGES)[number];

/** How a purchase names its transaction: an id as text or as a number, GA4's `(not set)`, or nothing. */
export type TransactionId = { readonly id: number; readonly as: 'text' | 'number' } | '(not set)' | null;

/** What a purchase carries beyond its items. */
export interface PurchaseDetails {
  readonly transaction: TransactionId;
  /** True for the second row of a purchase that a reload sent again. */
  readonly sentAgain: boolean;
  /** True when the `value` parameter arrives as an int, false when as a double. */
  readonly valueAsInteger: boolean;
}

/** The session an event belongs to; all null-like for a visitor without consent. */
export interface SimulatedSession {
  /** Seconds since the epoch, as GA4 numbers sessions; null without consent. */
  readonly id: number | null;
  readonly number: number | null;
  /** False on the 2 % of sessions whose rows lack `user_first_touch_timestamp`. */
  readonly hasFirstTouch: boolean;
}

/** One event as the shop knows it, before it is dressed up as a row of a GA4 export. */
export interface SimulatedEvent {
  readonly name: EventName;
  /** Day index from the first day of the export. */
  readonly day: number;
  /** Microseconds since the epoch, UTC; a safe integer. */
  readonly timestampMicros: number;
  /** Null for a visitor without consent. */
  readonly userPseudoId: string | null;
  readonly shopper: Shopper;
  readonly session: SimulatedSession;
  readonly page: Page;
  /** Milliseconds; null where GA4 sends none. */
  readonly engagementTimeMsec: number | null;
  readonly sessionEngagedAsInteger: boolean;
  readonly basket: Basket | null;
  readonly purchase: PurchaseDetails | null;
}
