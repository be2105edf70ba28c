import type { ProbaResult } from '@propensity/core/jobs';
import type { Progress } from '@propensity/core/ports';
import type { FirestoreServingStore } from './firestore-serving-store.js';
import { documentIdOf, predictionIn } from './serving-document.js';
import { type ServingMarker, trustIn } from './serving-marker.js';

/** How lookups deal with the store, milliseconds. */
export interface LookupTimes {
  /** What the marker says is believed for so long. */
  readonly marker: number;
  /** A store that has not answered by then is left alone. */
  readonly patience: number;
  /** For so long, every lookup is answered elsewhere. */
  readonly pause: number;
}

export const LOOKUP_TIMES: LookupTimes = { marker: 5000, patience: 1500, pause: 5000 };

export interface ServedLookupsOptions {
  readonly store: Pick<FirestoreServingStore, 'opened' | 'marker'>;
  readonly progress: Pick<Progress, 'warn'>;
  readonly times?: Partial<LookupTimes>;
  /** Milliseconds since the epoch, UTC. */
  readonly now?: () => number;
}

/** What the store says of a user: their prediction, that there is none, or nothing that can be trusted. */
type Answer = ProbaResult | 'none' | 'unknown';

/** Lookups in a serving store, as far as its marker can be trusted; the others, and those that it does not answer in time, in the predictions. */
export class ServedLookups {
  readonly #times: LookupTimes;
  readonly #now: () => number;
  #marker: { readonly read: Promise<ServingMarker | null>; readonly until: number } | null = null;
  #pausedUntil = Number.NEGATIVE_INFINITY;

  constructor(readonly options: ServedLookupsOptions) {
    this.#times = { ...LOOKUP_TIMES, ...options.times };
    this.#now = options.now ?? Date.now;
  }

  /** What the first lookup would wait for. Whether it can be had, the lookups will see. */
  async prepare(): Promise<void> {
    await this.#currentMarker().catch(() => {});
  }

  /** @param elsewhere looks the same up in the predictions */
  async find(
    userId: string,
    target: string,
    elsewhere: () => Promise<ProbaResult | null>,
  ): Promise<ProbaResult | null> {
    const answer = await this.#answer(userId, target);
    if (answer === 'none') return null;
    if (answer !== 'unknown') return { ...answer, served_from: 'firestore' };
    const found = await elsewhere();
    return found && { ...found, served_from: 'bigquery' };
  }

  async #answer(userId: string, target: string): Promise<Answer> {
    if (this.#now() < this.#pausedUntil) return 'unknown';
    try {
      return await inTime(this.#ask(userId, target), this.#times.patience);
    } catch (error) {
      this.#pausedUntil = this.#now() + this.#times.pause;
      this.options.progress.warn(
        `The serving store does not answer; BigQuery is asked for ${this.#times.pause / 1000} s. ${(error as Error).message}`,
      );
      return 'unknown';
    }
  }

  async #ask(userId: string, target: string): Promise<Answer> {
    const { documents } = await this.options.store.opened();
    const [marker, document] = await Promise.all([
      this.#currentMarker(),
      documents.doc(documentIdOf(userId, target)).get(),
    ]);
    const { filling, onlyOf, absence } = trustIn(marker, target, this.#now());
    if (filling === null) return 'unknown';
    const fields = document.data();
    // What is left of another filling is as good as deleted, once this one is complete.
    const isOfIt = fields?.filling === filling;
    if (!isOfIt) return absence && (await this.#isStillAbsent(target, filling)) ? 'none' : 'unknown';
    const found = predictionIn(fields, userId, target);
    if (found === null || (onlyOf !== null && found.predicted_at !== onlyOf)) return 'unknown';
    return found;
  }

  /**
   * Whether the marker says, read after the document was not there, that it holds everything: the store may have been lost, or a publication been
   * announced, since the marker was read last.
   */
  async #isStillAbsent(target: string, filling: string): Promise<boolean> {
    const trust = trustIn(await this.options.store.marker(), target, this.#now());
    return trust.absence && trust.filling === filling;
  }

  /** Read again when it has been believed for long enough; lookups at the same time share one reading. */
  #currentMarker(): Promise<ServingMarker | null> {
    const now = this.#now();
    if (this.#marker !== null && now < this.#marker.until) return this.#marker.read;
    const read = this.options.store.marker();
    const reading = { read, until: now + this.#times.marker };
    this.#marker = reading;
    read.catch(() => {
      if (this.#marker === reading) this.#marker = null;
    });
    return read;
  }
}

async function inTime<T>(answer: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer within ${ms} ms.`)), ms);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
    // A late failure has nobody who waits for it.
    answer.catch(() => {});
  }
}
