import { sha256Hex } from '@propensity/core/hashing';
import { countOf } from './aggregates/counts.js';
import { daysSince } from './aggregates/days.js';
import { sumOfCounts } from './aggregates/sums.js';
import type { FeatureDeclaration } from './feature.js';

/** What names of these features begin with. */
export const OWN_EVENT_PREFIX = 'event_';

/** So many features each event has. */
export const FEATURES_OF_OWN_EVENT = 3;

/** How often, on how many days and how lately a user performed an event of the property's own. */
export function ownEventFeatures(event: string, lookbackDays: number): FeatureDeclaration[] {
  const common = { event, grain: 'event_days', windowDays: lookbackDays } as const;
  const name = `${OWN_EVENT_PREFIX}${slugOf(event)}`;
  const where = { events: [event] };
  const called = JSON.stringify(event);
  return [
    {
      ...common,
      name: `${name}_count_${lookbackDays}d`,
      unit: 'count',
      whenNone: 0,
      meaning: `How often the event ${called} happened in the last ${lookbackDays} days.`,
      aggregate: sumOfCounts('event_count', where),
    },
    {
      ...common,
      name: `${name}_days_${lookbackDays}d`,
      unit: 'count',
      whenNone: 0,
      meaning: `Days among the last ${lookbackDays} on which the event ${called} happened.`,
      aggregate: countOf(where),
    },
    {
      ...common,
      name: `${name}_recency`,
      unit: 'days',
      whenNone: null,
      meaning: `Days since the event ${called} last happened; missing when it did not in ${lookbackDays} days.`,
      aggregate: daysSince('last', 'last_micros', where),
    },
  ];
}

const PLAIN = /^[a-z][a-z0-9_]{0,39}$/;
const HASHED = /_[0-9a-f]{16}$/;

/**
 * The name of an event as a part of a column's name: as it is where it can be, else what can be kept of it and a hash of the rest.
 * Names that differ have slugs that differ, whatever their case, script or length.
 */
export function slugOf(event: string): string {
  if (PLAIN.test(event) && !HASHED.test(event)) return event;
  const kept = event
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 24);
  return `${kept === '' ? 'x' : kept}_${sha256Hex(event).slice(0, 16)}`;
}
