import type { AddedFeature } from '@propensity/core';

/** One feature of a user's own of every kind there is. */
export const ADDED_FEATURES: readonly AddedFeature[] = [
  { name: 'wishes', event: 'add_to_wishlist', aggregate: 'count' },
  { name: 'view_days', event: 'view_item', aggregate: 'days', windowDays: 1 },
  { name: 'since_scroll', event: 'scroll', aggregate: 'recency' },
  { name: 'value_sum', param: 'value', aggregate: 'sum' },
  { name: 'value_max', param: 'value', event: 'view_item', aggregate: 'max' },
  { name: 'value_min', param: 'value', aggregate: 'min' },
  { name: 'value_last', param: 'value', aggregate: 'last' },
  { name: 'engaged', param: 'engagement_time_msec', aggregate: 'count' },
  { name: 'order_ids', param: 'transaction_id', aggregate: 'count_distinct' },
  { name: 'last_order', param: 'transaction_id', aggregate: 'last', kind: 'categorical' },
  { name: 'name_length', sql: 'LENGTH(event_name)', aggregate: 'sum' },
];
