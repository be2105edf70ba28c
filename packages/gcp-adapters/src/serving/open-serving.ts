import type { GcpConfig, GcpServing } from '@propensity/core/config';
import type { Progress } from '@propensity/core/ports';
import type { CurrentPredictions } from './current-predictions.js';
import { FirestoreServingStore } from './firestore-serving-store.js';
import { openFirestore } from './open-firestore.js';
import { ServedLookups } from './served-lookups.js';

/** A job of BigQuery has ended so long after its own time-out, milliseconds. */
const GRACE_MS = 60_000;

/** The serving store of a configuration, and the lookups in it. Nothing is loaded or sent before it is used. */
export interface Serving {
  readonly store: FirestoreServingStore;
  readonly lookups: ServedLookups;
}

export interface OpenServingOptions {
  readonly config: Pick<GcpConfig, 'project' | 'timeoutSeconds'>;
  readonly serving: GcpServing;
  readonly predictions: CurrentPredictions;
  readonly progress: Progress;
}

export function openServing({ config, serving, predictions, progress }: OpenServingOptions): Serving {
  const { database, collection } = serving;
  const store = new FirestoreServingStore({
    open: () => openFirestore(config, serving),
    place: `firestore ${database}/${collection}`,
    collection,
    predictions,
    longestPublicationMs: config.timeoutSeconds * 1000 + GRACE_MS,
    progress,
  });
  return { store, lookups: new ServedLookups({ store, progress }) };
}
