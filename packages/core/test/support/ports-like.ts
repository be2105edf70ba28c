import type { EventSource } from '../../src/ports/event-source.js';
import type { FeatureSnapshots } from '../../src/ports/feature-snapshots.js';
import type { PredictionStore } from '../../src/ports/prediction-store.js';
import type { ServingStore } from '../../src/ports/serving-store.js';

/** The source with some of its answers changed. */
export function eventsLike(events: EventSource, change: Partial<EventSource> = {}): EventSource {
  return {
    days: () => events.days(),
    summarise: (from, until) => events.summarise(from, until),
    reach: (snapshot) => events.reach(snapshot),
    countSnapshots: (snapshots) => events.countSnapshots(snapshots),
    ...(events.namesBefore && { namesBefore: (snapshots) => events.namesBefore!(snapshots) }),
    ...(events.recentEvents && { recentEvents: (from, until) => events.recentEvents!(from, until) }),
    ...change,
  };
}

/** The snapshots with some of their answers changed. Definitions that they know besides are left out. */
export function snapshotsLike(snapshots: FeatureSnapshots, change: Partial<FeatureSnapshots> = {}): FeatureSnapshots {
  return {
    features: snapshots.features,
    materialise: (snapshot) => snapshots.materialise(snapshot),
    readLabelled: (days) => snapshots.readLabelled(days),
    profile: (snapshot, options) => snapshots.profile(snapshot, options),
    distribution: (snapshot, options) => snapshots.distribution(snapshot, options),
    ...change,
  };
}

/** The store with some of its answers changed. */
export function predictionsLike(predictions: PredictionStore, change: Partial<PredictionStore> = {}): PredictionStore {
  return {
    stage: (artifact, snapshot, known) => predictions.stage(artifact, snapshot, known),
    runs: () => predictions.runs(),
    find: (userId, target) => predictions.find(userId, target),
    readOutcomes: (...asked) => predictions.readOutcomes(...asked),
    readShadow: (...asked) => predictions.readShadow(...asked),
    drift: (target, from) => predictions.drift(target, from),
    settleGroups: (snapshot, target) => predictions.settleGroups(snapshot, target),
    ...change,
  };
}

/** A serving store that is only there to be asked what `change` answers. */
export function servingLike(change: Partial<ServingStore>): ServingStore {
  const unasked = () => Promise.reject(new Error('nobody asks this'));
  return { state: unasked, refresh: unasked, rebuild: unasked, ...change };
}
