import { defineFeature } from './define-feature.js';
import type { Feature } from './feature.js';
import { DAY_MICROS } from './grains.js';

const EVENTS = [
  ['session_start', 'session'],
  ['page_view', 'page view'],
  ['view_item', 'item view'],
  ['add_to_cart', 'addition to the cart'],
  ['begin_checkout', 'checkout'],
  ['purchase', 'purchase'],
  ['view_search_results', 'search'],
] as const;

/** Days, with fractions, from something a user did to S; missing when it did not happen in the window. */
export function recencyFeatures(lookbackDays: number): Feature[] {
  const common = { unit: 'days', grain: 'events', windowDays: lookbackDays, whenNone: null } as const;
  return [
    defineFeature({
      ...common,
      name: 'days_since_event',
      meaning: 'Days since the last event of any kind.',
      sql: ({ snapshotMicros }) => daysFrom('MAX(event_micros)', snapshotMicros),
    }),
    ...EVENTS.map(([event, what]) =>
      defineFeature({
        ...common,
        name: `days_since_${event}`,
        meaning: `Days since the last ${what} (${event}); missing when there was none in ${lookbackDays} days.`,
        sql: ({ dialect, snapshotMicros }) =>
          daysFrom(`MAX(CASE WHEN ${dialect.isOneOf('event_name', [event])} THEN event_micros END)`, snapshotMicros),
      }),
    ),
    defineFeature({
      ...common,
      name: 'days_since_first_event',
      meaning: `Days since the first event of the last ${lookbackDays} days.`,
      sql: ({ snapshotMicros }) => daysFrom('MIN(event_micros)', snapshotMicros),
    }),
    defineFeature({
      ...common,
      name: 'days_since_first_visit',
      meaning: 'Days since the first visit ever, or the first event known where Analytics does not say.',
      // An earlier first touch than the first event is news; a later one is a mistake of the export.
      sql: ({ snapshotMicros }) =>
        daysFrom(
          'MIN(CASE WHEN first_touch_micros < event_micros THEN first_touch_micros ELSE event_micros END)',
          snapshotMicros,
        ),
    }),
  ];
}

function daysFrom(microsExpr: string, snapshotMicros: string): string {
  return `(${snapshotMicros} - ${microsExpr}) / ${DAY_MICROS}e0`;
}
