import { sha256Hex } from '../hashing/sha256.js';
import type { FeatureUnit } from '../table/feature-spec.js';
import type { InMemoryEvent } from './in-memory-event-log.js';
import type { InMemoryFeature } from './in-memory-feature-snapshots.js';

const DAY = 86_400_000;

/** Counts of every event name that occurs, days active, and days since the last event. */
export function defaultInMemoryFeatures(events: readonly InMemoryEvent[]): InMemoryFeature[] {
  const names = [...new Set(events.map(({ name }) => name))].sort();
  return [
    ...names.map((name) =>
      feature(`${name}_count`, 'count', `Number of ${name} events in the lookback window.`, (own) =>
        own.reduce((sum, event) => sum + (event.name === name ? 1 : 0), 0),
      ),
    ),
    feature(
      'active_days',
      'days',
      'Days with at least one event, as 24-hour steps back from the snapshot.',
      (own, time) => new Set(own.map((event) => Math.floor((time - event.time) / DAY))).size,
    ),
    feature(
      'days_since_last_event',
      'days',
      'Days between the last event and the snapshot.',
      (own, time) => (time - Math.max(...own.map((event) => event.time))) / DAY,
    ),
  ];
}

function feature(
  name: string,
  unit: FeatureUnit,
  meaning: string,
  compute: InMemoryFeature['compute'],
): InMemoryFeature {
  const definitionHash = sha256Hex(`in-memory ${name}`).slice(0, 16);
  return { spec: { name, kind: 'numeric', unit, meaning, definitionHash }, compute };
}
