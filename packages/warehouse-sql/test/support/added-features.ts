import type { AddedFeature } from '@propensity/core/config';

const kind = 'numeric';

/** One feature of a user's own of every kind there is. */
export const ADDED_FEATURES: AddedFeature[] = [
  { name: 'wishes', event: 'add_to_wishlist', aggregate: 'count' },
  { name: 'view_days', event: 'view_item', aggregate: 'days', windowDays: 1 },
  { name: 'since_scroll', event: 'scroll', aggregate: 'recency' },
  { name: 'value_sum', param: 'value', aggregate: 'sum', kind },
  { name: 'value_max', param: 'value', event: 'view_item', aggregate: 'max', kind },
  { name: 'value_last', param: 'value', aggregate: 'last', kind },
  { name: 'order_ids', param: 'transaction_id', aggregate: 'count_distinct', kind },
  { name: 'last_order', param: 'transaction_id', aggregate: 'last', kind: 'categorical' },
  { name: 'value_first', param: 'value', aggregate: 'first', kind },
  { name: 'first_order', param: 'transaction_id', aggregate: 'first', kind: 'categorical' },
  { name: 'plan', userProperty: 'plan', aggregate: 'last', kind: 'categorical' },
  { name: 'plans', userProperty: 'plan', aggregate: 'count_distinct', kind },
  { name: 'greatest_tier', userProperty: 'tier', aggregate: 'max', kind },
  { name: 'name_length', sql: 'LENGTH(event_name)', aggregate: 'sum', kind },
  { name: 'shortest_name', sql: 'LENGTH(event_name)', aggregate: 'min', kind },
  { name: 'named', sql: 'LENGTH(event_name)', aggregate: 'count', kind },
];
