import { randomUUID } from 'node:crypto';
import { silentProgress } from '@propensity/core/ports';
import { type FirestoreServingOptions, FirestoreServingStore } from '../../src/serving/firestore-serving-store.js';
import { openFirestore } from '../../src/serving/open-firestore.js';
import { ServedLookups, type ServedLookupsOptions } from '../../src/serving/served-lookups.js';
import { TableOfPredictions } from './table-of-predictions.js';

/** A collection of its own, in front of a table. */
export interface Served {
  readonly table: TableOfPredictions;
  readonly store: FirestoreServingStore;
  /** Another process on the same collection and table. @param at `host:port` of Firestore, or of what stands before it */
  another(options?: Partial<FirestoreServingOptions>, at?: string): FirestoreServingStore;
  /** What another instance of getProba answers, which has not asked before. */
  ask(userId: string, target?: string): Promise<unknown>;
  lookups(store?: FirestoreServingStore, options?: Partial<ServedLookupsOptions>): ServedLookups;
  close(): Promise<void>;
}

/** Waits for no other writer. */
const IMPATIENT = { patience: 20_000, askAgain: 20 };

export function served(endpoint: string): Served {
  const table = new TableOfPredictions();
  const collection = `c_${randomUUID()}`;
  const stores: FirestoreServingStore[] = [];
  const another = (options: Partial<FirestoreServingOptions> = {}, at = endpoint) => {
    const store = new FirestoreServingStore({
      open: () => openFirestore({ project: 'test-project' }, { database: '(default)', endpoint: at }),
      place: `firestore (default)/${collection}`,
      collection,
      predictions: table,
      longestPublicationMs: 0,
      progress: silentProgress,
      times: IMPATIENT,
      pace: 'unlimited',
      ...options,
    });
    stores.push(store);
    return store;
  };
  const store = another();
  const lookups = (of = store, options: Partial<ServedLookupsOptions> = {}) =>
    new ServedLookups({ store: of, progress: silentProgress, times: { marker: 0 }, ...options });
  return {
    table,
    store,
    another,
    lookups,
    ask: (userId, target = 'purchase') => lookups().find(userId, target, async () => table.find(userId, target)),
    async close() {
      // Of one whose process is meant to be gone, writers are still open.
      await Promise.allSettled(stores.map((each) => each.close()));
    },
  };
}
