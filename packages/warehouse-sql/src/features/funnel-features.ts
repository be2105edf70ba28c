import { defineFeature } from './define-feature.js';
import type { Feature } from './feature.js';
import { windowsOf } from './windows.js';

/** Events that are counted over every window: [event, what one is, in the plural]. */
const MAIN_EVENTS = [
  ['page_view', 'Page views'],
  ['view_item', 'Item views'],
  ['add_to_cart', 'Additions to the cart'],
] as const;

/** Rarer events, counted over the last week and the whole window. */
const RARE_EVENTS = [
  ['begin_checkout', 'Checkouts begun'],
  ['view_search_results', 'Searches'],
] as const;

/** Events that are counted over the whole window only. */
const OTHER_EVENTS = [
  ['scroll', 'Pages scrolled to the end'],
  ['select_item', 'Items chosen from a list'],
  ['view_item_list', 'Item lists viewed'],
  ['remove_from_cart', 'Removals from the cart'],
  ['add_to_wishlist', 'Additions to the wish list'],
  ['add_shipping_info', 'Shipping details given'],
  ['add_payment_info', 'Payment details given'],
  ['view_promotion', 'Promotions seen'],
  ['select_promotion', 'Promotions chosen'],
] as const;

/** How often a user did what leads to a purchase, by event of GA4's recommended e-commerce measurement. */
export function funnelFeatures(lookbackDays: number): Feature[] {
  const windows = windowsOf(lookbackDays);
  const fewWindows = [...new Set([Math.min(7, lookbackDays), lookbackDays])];
  return [
    ...MAIN_EVENTS.flatMap(([event, what]) => windows.map((days) => eventCount(event, what, days))),
    ...RARE_EVENTS.flatMap(([event, what]) => fewWindows.map((days) => eventCount(event, what, days))),
    ...OTHER_EVENTS.map(([event, what]) => eventCount(event, what, lookbackDays)),
    defineFeature({
      name: 'view_item_days_share',
      unit: 'share',
      meaning: 'Share of the active days on which an item was viewed.',
      grain: 'days',
      windowDays: lookbackDays,
      whenNone: 0,
      sql: () => 'COUNT(CASE WHEN item_views > 0 THEN 1 END) / COUNT(*)',
    }),
  ];
}

function eventCount(event: string, what: string, windowDays: number): Feature {
  return defineFeature({
    name: `${event}_${windowDays}d`,
    unit: 'count',
    meaning: `${what} (${event}) in the last ${windowDays} days.`,
    grain: 'events',
    windowDays,
    whenNone: 0,
    sql: ({ dialect, within }) =>
      `COUNT(CASE WHEN ${dialect.isOneOf('event_name', [event])} AND ${within('event_micros', windowDays)} THEN 1 END)`,
  });
}
