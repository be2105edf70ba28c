import type { JobSettings } from '../config/settings.js';
import type { FeatureSnapshots } from '../ports/feature-snapshots.js';
import type { Ports } from '../ports/ports.js';
import type { FeatureSpec } from '../table/feature-spec.js';
import type { PropertyEvents } from '../table/property-events.js';
import type { CalendarDay } from '../windows/calendar-day.js';
import { recogniseFeatures } from './model-features.js';

/** The features that a training fits. */
export interface TrainingFeatures {
  /** Those of the model, in order. */
  readonly features: readonly FeatureSpec[];
  /** What decided them; undefined on a stack where they do not depend on the property's events. */
  readonly propertyEvents?: PropertyEvents;
  /** Snapshots with these features; they may have more. */
  readonly snapshots: FeatureSnapshots;
}

/**
 * Looks, in the windows before the snapshots that are fitted, at which events the property has, and decides by these alone which
 * features a model of it gets: none of events that nobody performed, some of the most frequent events that the stack does not know. What
 * was built beforehand with other events keeps to those.
 * @param given the events that a preprocessing was built with; looked up when left out
 * @param besides features of another model, which the snapshots are to have too where they can
 */
export async function trainingFeatures(
  { snapshots, events }: Pick<Ports, 'snapshots' | 'events'>,
  settings: Pick<JobSettings, 'ownEvents' | 'training'>,
  fitted: readonly CalendarDay[],
  {
    given,
    besides = [],
  }: { readonly given?: PropertyEvents | undefined; readonly besides?: readonly FeatureSpec[] } = {},
): Promise<TrainingFeatures> {
  const { knownDefinitions } = snapshots;
  const { property } = knownDefinitions ?? {};
  if (knownDefinitions === undefined || property === undefined || events.namesBefore === undefined) {
    return { features: snapshots.features, snapshots };
  }
  const propertyEvents = given ?? chosenEvents(await events.namesBefore(fitted), property.knownEvents, settings);
  const features = property.featuresOf(propertyEvents);
  const names = new Set(features.map(({ name }) => name));
  const others = recogniseFeatures(snapshots, besides).filter((known) => known !== null && !names.has(known.name));
  const all = [...features, ...(others as FeatureSpec[])];
  return { features, propertyEvents, snapshots: knownDefinitions.snapshotsOf(all) };
}

/** @param found most frequent first */
function chosenEvents(
  found: readonly { readonly name: string; readonly users: number }[],
  knownEvents: readonly string[],
  { ownEvents, training }: Pick<JobSettings, 'ownEvents' | 'training'>,
): PropertyEvents {
  const known = new Set(knownEvents);
  const seen = new Set(found.map(({ name }) => name));
  return {
    // Nothing can be learnt from an event of fewer users, however often it was sent.
    own: found
      .filter(({ name, users }) => !known.has(name) && users >= training.minLevelCount)
      .slice(0, ownEvents)
      .map(({ name }) => name),
    absent: knownEvents.filter((name) => !seen.has(name)),
  };
}
