import type { Role, Roles } from '../source/roles.js';
import { daysSince, daysSinceEarlier } from './aggregates/days.js';
import type { FeatureDeclaration } from './feature.js';

const ROLES = [
  'sessionStart',
  'pageView',
  'itemView',
  'cartAddition',
  'checkout',
  'purchase',
  'search',
] as const satisfies readonly Role[];

/** Days, with fractions, from something a user did to S; missing when it did not happen in the window. */
export function recencyFeatures(lookbackDays: number, roles: Roles): FeatureDeclaration[] {
  const common = { unit: 'days', grain: 'events', windowDays: lookbackDays, whenNone: null } as const;
  return [
    {
      ...common,
      name: 'days_since_event',
      meaning: 'Days since the last event of any kind.',
      aggregate: daysSince('last', 'event_micros'),
    },
    ...ROLES.flatMap((role) => roles[role] ?? []).map(({ name, one, events }) => ({
      ...common,
      name: `days_since_${name}`,
      meaning: `Days since the last ${one} (${events.join(', ')}); missing when there was none in ${lookbackDays} days.`,
      aggregate: daysSince('last', 'event_micros', { events }),
    })),
    {
      ...common,
      name: 'days_since_first_event',
      meaning: `Days since the first event of the last ${lookbackDays} days.`,
      aggregate: daysSince('first', 'event_micros'),
    },
    {
      ...common,
      name: 'days_since_first_visit',
      meaning: 'Days since the first visit ever, or the first event known where Analytics does not say.',
      // A first touch before the first event adds information; a later one is an error in the export.
      aggregate: daysSinceEarlier('event_micros', 'first_touch_micros'),
    },
  ];
}
