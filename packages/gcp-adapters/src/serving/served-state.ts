import type { StoredState } from '@propensity/core/ports';
import type { FirestoreServingStore } from './firestore-serving-store.js';

/** The stored state of a warehouse with a serving store beside it, which is a copy of the current predictions. */
export function servedState(stored: StoredState, store: Pick<FirestoreServingStore, 'faults'>): StoredState {
  return {
    tableFaults: () => stored.tableFaults(),
    history: () => stored.history(),
    current: () => stored.current(),
    usersNotCurrent: () => stored.usersNotCurrent(),
    exports: () => stored.exports(),
    given: () => stored.given(),
    forgotten: () => stored.forgotten(),
    snapshotFaults: () => stored.snapshotFaults(),
    copyFaults: () => store.faults(),
  };
}
