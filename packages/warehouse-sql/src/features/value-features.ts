import { eventsOf, type Roles } from '../source/roles.js';
import { countOf } from './aggregates/counts.js';
import { greatestOf, meanOfRounded } from './aggregates/numbers.js';
import { sumOf, sumOfRounded } from './aggregates/sums.js';
import { textOf } from './aggregates/texts.js';
import { exactSumOrUnknown } from './exact-sum.js';
import { type FeatureDeclaration, ZERO_OR_UNKNOWN } from './feature.js';

/** What a user bought, viewed and put into the cart, in numbers of items and in money. */
export function valueFeatures(lookbackDays: number, roles: Roles): FeatureDeclaration[] {
  const whole = { windowDays: lookbackDays, whenNone: 0 } as const;
  const viewed = { windowDays: lookbackDays, whenNone: null, grain: 'item_views', givesWay: true } as const;
  const last = `in the last ${lookbackDays} days`;
  const of = (role: keyof Roles, ...features: FeatureDeclaration[]) =>
    roles[role] === undefined ? [] : features.map((feature) => ({ ...feature, needs: eventsOf(roles, role) }));
  return [
    ...of(
      'purchase',
      {
        ...whole,
        name: 'orders',
        unit: 'count',
        meaning: `Orders ${last} that were not given back; one sent twice counts once.`,
        grain: 'net_orders',
        aggregate: countOf(),
        version: 2,
        earlier: [{ version: 1, grain: 'orders', aggregate: countOf() }],
      },
      {
        ...whole,
        name: 'revenue',
        unit: 'amount',
        meaning: `Revenue of the orders ${last}, less refunds; missing where no order's amount is known.`,
        grain: 'net_orders',
        whenNone: ZERO_OR_UNKNOWN,
        aggregate: sumOf('amount'),
        version: 3,
        earlier: [
          { version: 2, grain: 'orders', whenNone: 0, aggregate: sumOf('revenue') },
          { version: 1, grain: 'orders', whenNone: 0, aggregate: sumOfRounded('revenue') },
        ],
      },
    ),
    ...of(
      'itemView',
      {
        ...whole,
        name: 'distinct_items_viewed',
        unit: 'count',
        meaning: `Different items viewed ${last}.`,
        grain: 'items',
        aggregate: countOf({ known: 'viewed_micros' }),
      },
      {
        ...whole,
        name: 'items_viewed_again',
        unit: 'count',
        meaning: `Items viewed more than once ${last}.`,
        grain: 'items',
        aggregate: countOf({ compare: [['views', '>', 1]] }),
      },
    ),
    ...of('cartAddition', {
      ...whole,
      name: 'distinct_items_added',
      unit: 'count',
      meaning: `Different items put into the cart ${last}.`,
      grain: 'items',
      aggregate: countOf({ known: 'added_micros' }),
    }),
    ...of('itemView', {
      ...whole,
      name: 'item_value_viewed',
      unit: 'amount',
      meaning: `Price × quantity of the items viewed ${last}; missing where no price is known.`,
      grain: 'events',
      ...exactSumOrUnknown('item_value', { events: eventsOf(roles, 'itemView') }),
    }),
    ...of('cartAddition', {
      ...whole,
      name: 'item_value_added',
      unit: 'amount',
      meaning: `Price × quantity of the items put into the cart ${last}; missing where no price is known.`,
      grain: 'events',
      ...exactSumOrUnknown('item_value', { events: eventsOf(roles, 'cartAddition') }),
    }),
    ...of(
      'itemView',
      {
        ...viewed,
        name: 'last_item_category',
        unit: 'category',
        meaning: `Category of the item viewed last ${last}.`,
        manyLevels: true,
        aggregate: textOf('item_category', 'last', 'event_micros'),
      },
      {
        ...viewed,
        name: 'mean_price_viewed',
        unit: 'amount',
        meaning: `Mean price of the items viewed ${last}, each as often as it was viewed.`,
        aggregate: meanOfRounded('item_price'),
      },
      {
        ...viewed,
        name: 'greatest_price_viewed',
        unit: 'amount',
        meaning: `Price of the dearest item viewed ${last}.`,
        aggregate: greatestOf('item_price'),
      },
    ),
  ];
}
