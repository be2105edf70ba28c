import type { Roles } from './roles.js';

/**
 * The events that Google recommends for e-commerce measurement, by what they mean. Exports of other forms are given the same names, so
 * that one question means the same on all of them.
 */
export const RECOMMENDED_ROLES = {
  sessionStart: { events: ['session_start'], name: 'session_start', one: 'session', many: 'Sessions begun' },
  pageView: { events: ['page_view'], name: 'page_view', one: 'page view', many: 'Page views' },
  itemView: { events: ['view_item'], name: 'view_item', one: 'item view', many: 'Item views' },
  search: { events: ['view_search_results'], name: 'view_search_results', one: 'search', many: 'Searches' },
  cartAddition: {
    events: ['add_to_cart'],
    name: 'add_to_cart',
    one: 'addition to the cart',
    many: 'Additions to the cart',
  },
  checkout: { events: ['begin_checkout'], name: 'begin_checkout', one: 'checkout', many: 'Checkouts begun' },
  purchase: { events: ['purchase'], name: 'purchase', one: 'purchase', many: 'Purchases' },
  refund: { events: ['refund'], name: 'refund', one: 'refund', many: 'Refunds' },
} as const satisfies Roles;
