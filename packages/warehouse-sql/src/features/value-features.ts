import { exactSum } from './aggregates.js';
import { defineFeature } from './define-feature.js';
import type { Feature } from './feature.js';

/** What a user bought, viewed and put into the cart, in numbers of items and in money. */
export function valueFeatures(lookbackDays: number): Feature[] {
  const whole = { windowDays: lookbackDays, whenNone: 0 } as const;
  const last = `in the last ${lookbackDays} days`;
  return [
    defineFeature({
      ...whole,
      name: 'orders',
      unit: 'count',
      meaning: `Orders ${last}; one sent twice counts once.`,
      grain: 'orders',
      sql: () => 'COUNT(*)',
    }),
    defineFeature({
      ...whole,
      name: 'revenue',
      unit: 'amount',
      meaning: `Revenue of the orders ${last}.`,
      grain: 'orders',
      sql: ({ dialect }) => exactSum(dialect, 'revenue'),
    }),
    defineFeature({
      ...whole,
      name: 'distinct_items_viewed',
      unit: 'count',
      meaning: `Different items viewed ${last}.`,
      grain: 'items',
      sql: () => 'COUNT(viewed_micros)',
    }),
    defineFeature({
      ...whole,
      name: 'items_viewed_again',
      unit: 'count',
      meaning: `Items viewed more than once ${last}.`,
      grain: 'items',
      sql: () => 'COUNT(CASE WHEN views > 1 THEN 1 END)',
    }),
    defineFeature({
      ...whole,
      name: 'distinct_items_added',
      unit: 'count',
      meaning: `Different items put into the cart ${last}.`,
      grain: 'items',
      sql: () => 'COUNT(added_micros)',
    }),
    defineFeature({
      ...whole,
      name: 'item_value_viewed',
      unit: 'amount',
      meaning: `Price × quantity of the items viewed ${last}.`,
      grain: 'events',
      sql: ({ dialect }) =>
        exactSum(dialect, `CASE WHEN ${dialect.isOneOf('event_name', ['view_item'])} THEN item_value END`),
    }),
    defineFeature({
      ...whole,
      name: 'item_value_added',
      unit: 'amount',
      meaning: `Price × quantity of the items put into the cart ${last}.`,
      grain: 'events',
      sql: ({ dialect }) =>
        exactSum(dialect, `CASE WHEN ${dialect.isOneOf('event_name', ['add_to_cart'])} THEN item_value END`),
    }),
  ];
}
