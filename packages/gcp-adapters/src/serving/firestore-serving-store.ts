import { randomUUID } from 'node:crypto';
import type { CollectionReference, Firestore } from '@google-cloud/firestore';
import { PropensityError } from '@propensity/core';
import type {
  PredictionRun,
  Progress,
  PublishedRun,
  ServedRun,
  ServingChanges,
  ServingState,
  ServingStore,
  StoredFault,
} from '@propensity/core/ports';
import type { CurrentPredictions } from './current-predictions.js';
import { DocumentWriter, type Pace } from './document-writer.js';
import { firestoreError } from './firestore-error.js';
import { LEASE_TIMES, type LeaseTimes, ServingLease } from './serving-lease.js';
import {
  type AnnouncedRun,
  MARKER_ID,
  type MarkedTarget,
  markerIn,
  type ServingMarker,
  trustIn,
} from './serving-marker.js';

/** Values of one `in`. */
const MOST_IN = 30;
/** Documents of which only names and fillings are looked at, at once. */
const SWEPT_AT_ONCE = 1000;

export interface FirestoreServingOptions {
  /** Called once, when something is done for the first time. */
  readonly open: () => Promise<Firestore>;
  /** `database/collection`, for people. */
  readonly place: string;
  readonly collection: string;
  readonly predictions: CurrentPredictions;
  /** A publication that has begun has ended by then. */
  readonly longestPublicationMs: number;
  readonly progress: Pick<Progress, 'step' | 'note' | 'warn'>;
  /** Milliseconds since the epoch, UTC: of this moment, whatever day a job takes it for. */
  readonly now?: () => number;
  readonly times?: Partial<LeaseTimes>;
  readonly pace?: Pace;
}

/** An opened store. */
export interface OpenedServing {
  readonly firestore: Firestore;
  readonly documents: CollectionReference;
}

const NOTHING: ServingChanges = { written: 0, deleted: 0 };

/**
 * `ServingStore` in Firestore: a document for each user and target, and a marker that says which runs they are of. A run is announced in the marker before it is
 * published, and only what changed since is written: killed at any moment, the marker says what cannot be trusted, and the next writer completes it from the
 * predictions.
 */
export class FirestoreServingStore implements ServingStore {
  readonly #now: () => number;
  #opened: Promise<OpenedServing> | null = null;
  readonly #held = new Set<ServingLease>();

  constructor(readonly options: FirestoreServingOptions) {
    this.#now = options.now ?? Date.now;
  }

  /** Opens it once; a failure is forgotten. */
  opened(): Promise<OpenedServing> {
    this.#opened ??= this.options.open().then(
      (firestore) => ({ firestore, documents: firestore.collection(this.options.collection) }),
      (error: unknown) => {
        this.#opened = null;
        throw error;
      },
    );
    return this.#opened;
  }

  /** What the marker says; null where there is none. */
  async marker(): Promise<ServingMarker | null> {
    const { documents } = await this.opened();
    return markerIn((await documents.doc(MARKER_ID).get()).data());
  }

  async state(): Promise<ServingState> {
    const marker = await naming(() => this.marker());
    const targets = marker?.targets ?? [];
    const newest = targets.flatMap(({ target, runs }): ServedRun[] => {
      const last = runs.at(-1);
      return last === undefined ? [] : [{ target, ...last }];
    });
    const asked = targets.length === 0 ? [''] : targets.map(({ target }) => target);
    const reason = asked.map((target) => trustIn(marker, target, this.#now()).reason).find((each) => each !== null);
    return { place: this.options.place, whole: reason === undefined, reason: reason ?? null, newest };
  }

  /**
   * Publishes a run: announces it, so that no lookup takes the documents for current any more than they are; deletes what the run will
   * delete; has it published; and writes the rows that have changed.
   * @param before the target's predictions of weeks before this day are deleted by the publication; none when left out
   * @throws PropensityError what `publish` throws; `serving_store_behind` where the run is published, and not all of it is written
   */
  async publishing<T>(run: PredictionRun, before: string | undefined, publish: () => Promise<T>): Promise<T> {
    return this.#holding(async (lease, writer) => {
      const { predictions, progress } = this.options;
      const { target } = run;
      const announced = {
        by: lease.by,
        at: this.#now(),
        predicted_at: run.predictedAt,
        deletes_before: before ?? null,
      };
      await naming(async () => {
        await lease.change((marker) => announcing(marker, target, announced));
        if (before !== undefined && lease.marker.filled !== null) {
          await writer.deleteRows(predictions.rows({ target, before }));
        }
      });
      let result: T;
      try {
        result = await publish();
      } catch (error) {
        // It was certainly not published. Of any other error nobody knows, and the announcement stands.
        if (PropensityError.is(error) && error.kind === 'refused') {
          await this.#complete(lease, writer).catch((fault: unknown) => progress.note?.(`${fault}`));
        }
        throw error;
      }
      try {
        await this.#complete(lease, writer);
      } catch (cause) {
        throw behind(cause);
      }
      return result;
    });
  }

  async refresh(): Promise<ServingChanges> {
    const marker = await naming(() => this.marker());
    if (marker !== null && isWhole(marker, await this.options.predictions.runs())) return NOTHING;
    return this.#holding((lease, writer) => naming(() => this.#complete(lease, writer)));
  }

  rebuild(): Promise<ServingChanges> {
    return this.#holding((lease, writer) => naming(() => this.#fill(lease, writer)));
  }

  /** Deletes all documents of these users, of every target and filling. @returns how many there were */
  async erase(userIds: readonly string[]): Promise<number> {
    return this.#holding((lease, writer) =>
      naming(async () => {
        // Where a deletion before this one was cut short, this one does not make up for it.
        const { erasing } = lease.marker;
        await lease.change((marker) => ({ ...marker, erasing: true }));
        const found = await this.#documentsOf(userIds);
        await writer.delete(found);
        await lease.change((marker) => ({ ...marker, erasing }));
        return found.length;
      }),
    );
  }

  /** How many documents name one of these users. */
  async count(userIds: readonly string[]): Promise<number> {
    return naming(async () => (await this.#documentsOf(userIds)).length);
  }

  /** How many documents of predictions there are, of whatever filling. */
  async size(): Promise<number> {
    return naming(async () => {
      const { documents } = await this.opened();
      const counted = await documents.count().get();
      return counted.data().count - ((await this.marker()) === null ? 0 : 1);
    });
  }

  /** What it holds beside what the predictions say, as counts. Nothing where lookups do not trust it anyway. */
  async faults(): Promise<readonly StoredFault[]> {
    const { place, predictions } = this.options;
    const { whole } = await this.state();
    if (!whole) return [];
    const [documents, rows] = [await this.size(), await predictions.count()];
    if (documents === rows) return [];
    const message = `It holds ${documents} documents, and there are ${rows} predictions. "propensity serving rebuild" makes them the same.`;
    return [{ area: 'files', row: place, message }];
  }

  /**
   * Lets go of the client. It is not terminated: a read that it is repeating just then would reject a promise that nobody holds, and end the process. Its
   * connections keep no process alive when nothing is on its way.
   */
  async close(): Promise<void> {
    this.#opened = null;
    for (const lease of this.#held) await lease.abandon();
  }

  /** By the id in the documents, not by their names. */
  async #documentsOf(userIds: readonly string[]) {
    const { documents } = await this.opened();
    const found = [];
    for (let start = 0; start < userIds.length; start += MOST_IN) {
      const some = userIds.slice(start, start + MOST_IN);
      const { docs } = await documents.where('user_id', 'in', some).select().get();
      found.push(...docs.map(({ ref }) => ref));
    }
    return found;
  }

  async #holding<T>(work: (lease: ServingLease, writer: DocumentWriter) => Promise<T>): Promise<T> {
    const { lease, writer } = await naming(async () => {
      const { firestore, documents } = await this.opened();
      const lease = await ServingLease.acquire({
        firestore,
        document: documents.doc(MARKER_ID),
        by: randomUUID(),
        times: { ...LEASE_TIMES, ...this.options.times },
        now: this.#now,
      });
      return { lease, writer: new DocumentWriter(firestore, documents, lease, this.options.pace ?? 'growing') };
    });
    this.#held.add(lease);
    try {
      return await work(lease, writer);
    } finally {
      await writer.close();
      await lease.release();
      this.#held.delete(lease);
    }
  }

  /** Writes what is missing, of every target. */
  async #complete(lease: ServingLease, writer: DocumentWriter): Promise<ServingChanges> {
    const { predictions, progress } = this.options;
    const { filled, erasing } = lease.marker;
    if (filled === null || erasing) return this.#fill(lease, writer);
    const published = await predictions.runs();
    let written = 0;
    for (const target of targetsOf(lease.marker, published)) {
      const runs = runsOf(published, target);
      const marked = markedOf(lease.marker, target);
      const missing = missingOf(marked, runs);
      if (missing.length === 0 && marked.announced === null) continue;
      const announced = marked.announced ?? { at: this.#now(), predicted_at: missing.at(-1)!, deletes_before: null };
      // Documents are about to be ahead of what the marker says.
      await lease.change((marker) => announcing(marker, target, { ...announced, by: lease.by }));
      progress.step(`Writing predictions of "${target}" to ${this.options.place}`);
      if (missing.length > 0) written += await writer.write(predictions.rows({ target, madeAt: missing }), filled);
      const { deletes_before: before } = announced;
      // Those that were deleted ahead of a publication that has not come; it leaves none.
      if (before !== null) written += await writer.write(predictions.rows({ target, before }), filled);
      const left = this.#mayStillCome(marked.announced, lease, runs) ? marked.announced : null;
      await lease.change((marker) => withTarget(marker, { target, runs, announced: left }));
    }
    return { written, deleted: lease.marker.swept ? 0 : await this.#sweep(lease, writer, filled) };
  }

  /** Whether a run that somebody else announced, and that is not published, may be at this moment: what they started goes on without them. */
  #mayStillCome(announced: AnnouncedRun | null, lease: ServingLease, runs: MarkedTarget['runs']): boolean {
    if (announced === null || announced.by === lease.by) return false;
    if (runs.some(({ predictedAt }) => predictedAt === announced.predicted_at)) return false;
    return this.#now() - announced.at < this.options.longestPublicationMs;
  }

  /** Writes everything, as a new filling. */
  async #fill(lease: ServingLease, writer: DocumentWriter): Promise<ServingChanges> {
    const { predictions, progress, place } = this.options;
    const filling = randomUUID();
    progress.step(`Writing all current predictions to ${place}`);
    await lease.change((marker) => ({ ...marker, filled: null, filling, swept: false }));
    const published = await predictions.runs();
    const written = await writer.write(predictions.rows(), filling);
    const targets = [...new Set(published.map(({ target }) => target))].map((target) => ({
      target,
      runs: runsOf(published, target),
      announced: null,
    }));
    await lease.change((marker) => ({ ...marker, filled: filling, filling: null, erasing: false, targets }));
    return { written, deleted: await this.#sweep(lease, writer, filling) };
  }

  /** Deletes the documents of other fillings, which nobody is answered from. */
  async #sweep(lease: ServingLease, writer: DocumentWriter, filling: string): Promise<number> {
    const { documents } = await this.opened();
    let deleted = 0;
    for (let after = MARKER_ID; ; ) {
      // By name: every other order would need an index.
      const page = documents.orderBy('__name__').startAfter(after).limit(SWEPT_AT_ONCE).select('filling');
      const { docs } = await page.get();
      const others = docs.filter((document) => document.get('filling') !== filling);
      await writer.delete(others.map(({ ref }) => ref));
      deleted += others.length;
      if (docs.length < SWEPT_AT_ONCE) break;
      after = docs.at(-1)!.id;
    }
    await lease.change((marker) => ({ ...marker, swept: true }));
    return deleted;
  }
}

/** Whether nothing has to be written. */
function isWhole(marker: ServingMarker, published: readonly PublishedRun[]): boolean {
  const { filled, erasing, swept } = marker;
  if (filled === null || erasing || !swept) return false;
  return targetsOf(marker, published).every((target) => {
    const marked = markedOf(marker, target);
    return marked.announced === null && missingOf(marked, runsOf(published, target)).length === 0;
  });
}

function targetsOf({ targets }: ServingMarker, published: readonly PublishedRun[]): readonly string[] {
  return [...new Set([...targets, ...published].map(({ target }) => target))];
}

function runsOf(published: readonly PublishedRun[], target: string): MarkedTarget['runs'] {
  const ofTarget = published.filter((run) => run.target === target);
  return ofTarget.map(({ runId, snapshot, predictedAt }) => ({ runId, week: snapshot, predictedAt }));
}

function markedOf({ targets }: ServingMarker, target: string): MarkedTarget {
  return targets.find((each) => each.target === target) ?? { target, runs: [], announced: null };
}

/** When the runs were made whose rows are not here, oldest first. */
function missingOf(marked: MarkedTarget, runs: MarkedTarget['runs']): readonly string[] {
  const key = ({ runId, predictedAt }: { readonly runId: string; readonly predictedAt: string }) =>
    `${runId} ${predictedAt}`;
  const held = new Set(marked.runs.map(key));
  return runs.filter((run) => !held.has(key(run))).map(({ predictedAt }) => predictedAt);
}

function withTarget(marker: ServingMarker, target: MarkedTarget): ServingMarker {
  return { ...marker, targets: [...marker.targets.filter((each) => each.target !== target.target), target] };
}

/** What an earlier announcement may have deleted stands in this one too: it is written again where the predictions still have it. */
function announcing(marker: ServingMarker, target: string, announced: AnnouncedRun): ServingMarker {
  const marked = markedOf(marker, target);
  const days = [marked.announced?.deletes_before, announced.deletes_before].filter((day) => typeof day === 'string');
  const deletes_before = days.sort().at(-1) ?? null;
  return withTarget(marker, { ...marked, announced: { ...announced, deletes_before } });
}

/** Errors of Firestore as ours. */
async function naming<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw firestoreError(error);
  }
}

function behind(cause: unknown): PropensityError {
  const { message, hint } = firestoreError(cause);
  return new PropensityError(
    'serving_store_behind',
    `The predictions are published, but not all of them are in the serving store. ${message}`,
    {
      hint: `Lookups are answered from BigQuery meanwhile. Run "propensity predict" again, or "propensity serving refresh": what is missing is written then. ${hint ?? ''}`.trim(),
      cause,
    },
  );
}
