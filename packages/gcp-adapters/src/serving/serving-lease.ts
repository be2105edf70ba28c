import { setTimeout as sleep } from 'node:timers/promises';
import type { DocumentReference, Firestore } from '@google-cloud/firestore';
import { PropensityError } from '@propensity/core';
import { EMPTY_MARKER, markerIn, type ServingMarker } from './serving-marker.js';

/** How the lease is kept, milliseconds. */
export interface LeaseTimes {
  /** It ends so long after it was renewed last. */
  readonly lease: number;
  readonly renewal: number;
  /** How long another holder is waited for. */
  readonly patience: number;
  readonly askAgain: number;
}

export const LEASE_TIMES: LeaseTimes = { lease: 120_000, renewal: 20_000, patience: 900_000, askAgain: 1000 };

export interface LeaseOptions {
  readonly firestore: Firestore;
  readonly document: DocumentReference;
  /** A name that nobody else has. */
  readonly by: string;
  readonly times: LeaseTimes;
  /** Milliseconds since the epoch, UTC. */
  readonly now: () => number;
}

/**
 * The right to write a serving store, which one at a time has. Held by renewing it; whoever is killed loses it. What the holder says in the
 * marker is written in transactions that fail once somebody else holds it.
 */
export class ServingLease {
  #marker: ServingMarker;
  #lost: unknown = null;
  #timer: NodeJS.Timeout | undefined;
  #renewing: Promise<void> = Promise.resolve();

  private constructor(
    readonly options: LeaseOptions,
    marker: ServingMarker,
  ) {
    this.#marker = marker;
    this.#timer = setInterval(() => {
      this.#renewing = this.#renew();
    }, options.times.renewal);
    this.#timer.unref();
  }

  /**
   * Waits until nobody holds it, and takes it. The marker is made where there is none.
   * @throws PropensityError `serving_store_busy` (kind `conflict`) where another holds it for too long
   */
  static async acquire(options: LeaseOptions): Promise<ServingLease> {
    const { by, times, now } = options;
    for (const giveUp = now() + times.patience; ; await sleep(times.askAgain)) {
      const marker = await transact(options, (found) => {
        const marker = found ?? EMPTY_MARKER;
        const free = marker.lease === null || marker.lease.until <= now();
        return free ? { ...marker, lease: { by, until: now() + times.lease } } : null;
      });
      if (marker !== null) return new ServingLease(options, marker);
      if (now() < giveUp) continue;
      throw new PropensityError('serving_store_busy', 'Another job is writing the serving store and does not end.', {
        kind: 'conflict',
        hint: 'Ask again when it has ended. Nothing was published.',
      });
    }
  }

  get by(): string {
    return this.options.by;
  }

  /** As the holder left it last. */
  get marker(): ServingMarker {
    return this.#marker;
  }

  /** Changes what the marker says. @throws PropensityError `serving_lease_lost` where somebody else holds the lease by now */
  async change(change: (marker: ServingMarker) => ServingMarker): Promise<void> {
    this.#marker = await this.#transact((marker) => ({ ...change(marker), lease: this.#extended() }));
  }

  /** To be called before every few writes. @throws PropensityError `serving_lease_lost` */
  async assertHeld(): Promise<void> {
    if (this.#lost !== null) throw this.#lost;
    const { times, now } = this.options;
    // The process may have slept.
    if ((this.#marker.lease?.until ?? 0) - now() < times.renewal) await this.change((marker) => marker);
  }

  /** True once it is known that somebody else may be writing. */
  get isLost(): boolean {
    return this.#lost !== null || (this.#marker.lease?.until ?? 0) <= this.options.now();
  }

  /** Gives it up. Where that cannot be said, it ends by itself. */
  async release(): Promise<void> {
    await this.abandon();
    await this.#transact((marker) => ({ ...marker, lease: null })).catch(() => {});
  }

  /** Leaves it to end by itself. */
  async abandon(): Promise<void> {
    clearInterval(this.#timer);
    await this.#renewing;
  }

  async #renew(): Promise<void> {
    try {
      await this.change((marker) => marker);
    } catch (error) {
      // Not reached this time: there is time for another try.
      if (PropensityError.is(error)) this.#lost = error;
    }
  }

  #extended() {
    const { by, times, now } = this.options;
    return { by, until: now() + times.lease };
  }

  async #transact(change: (marker: ServingMarker) => ServingMarker): Promise<ServingMarker> {
    const { by } = this.options;
    const changed = await transact(this.options, (marker) => (marker?.lease?.by === by ? change(marker) : null));
    if (changed !== null) return changed;
    throw new PropensityError('serving_lease_lost', 'Another job has begun to write the serving store.', {
      hint: 'Run again: what is missing is written then.',
    });
  }
}

/** @param change gives null for what is to be left alone @returns what was written, or null */
function transact(
  { firestore, document }: Pick<LeaseOptions, 'firestore' | 'document'>,
  change: (marker: ServingMarker | null) => ServingMarker | null,
): Promise<ServingMarker | null> {
  return firestore.runTransaction(async (transaction) => {
    const marker = change(markerIn((await transaction.get(document)).data()));
    if (marker !== null) transaction.set(document, { ...marker });
    return marker;
  });
}
