import type { CollectionReference, DocumentReference, Firestore } from '@google-cloud/firestore';
import type { ProbaResult } from '@propensity/core/jobs';
import { documentIdOf, documentOf } from './serving-document.js';
import type { ServingLease } from './serving-lease.js';

/** So many are on their way before the lease is looked at again; all that is held in memory beside a page of rows. */
const AT_ONCE = 2000;
/** Of one document. The pauses between them grow to a minute. */
const MAX_ATTEMPTS = 10;
/** Codes of gRPC that say that the same write may well succeed the next time: deadline, quota, abort, fault, no answer. */
const PASSING = new Set([4, 8, 10, 13, 14]);

/** How fast documents are written: by Google's rule, 500 a second at first and half as many again every five minutes, or as fast as they come. */
export type Pace = 'growing' | 'unlimited';

/** Writes and deletes documents in bulk, as long as a lease is held. */
export class DocumentWriter {
  constructor(
    readonly firestore: Firestore,
    readonly collection: CollectionReference,
    readonly lease: ServingLease,
    readonly pace: Pace,
  ) {}

  /** @returns how many were written */
  async write(pages: AsyncIterable<readonly ProbaResult[]>, filling: string): Promise<number> {
    let written = 0;
    for await (const rows of pages) {
      await this.#inBulk(rows, (bulk, row) =>
        bulk.set(this.collection.doc(documentIdOf(row.user_id, row.target)), documentOf(row, filling)),
      );
      written += rows.length;
    }
    return written;
  }

  async delete(documents: readonly DocumentReference[]): Promise<void> {
    await this.#inBulk(documents, (bulk, document) => bulk.delete(document));
  }

  /** Those of rows. @returns how many there were */
  async deleteRows(pages: AsyncIterable<readonly ProbaResult[]>): Promise<number> {
    let deleted = 0;
    for await (const rows of pages) {
      await this.delete(rows.map(({ user_id, target }) => this.collection.doc(documentIdOf(user_id, target))));
      deleted += rows.length;
    }
    return deleted;
  }

  /** Nothing is on its way any more when it resolves. */
  async close(): Promise<void> {
    await this.#writer?.close();
  }

  async #inBulk<T>(
    items: readonly T[],
    enqueue: (bulk: ReturnType<Firestore['bulkWriter']>, item: T) => Promise<unknown>,
  ): Promise<void> {
    const bulk = this.#bulk();
    for (let start = 0; start < items.length; start += AT_ONCE) {
      await this.lease.assertHeld();
      let failure: unknown = null;
      for (const item of items.slice(start, start + AT_ONCE)) {
        enqueue(bulk, item).catch((error: unknown) => {
          failure ??= error;
        });
      }
      await bulk.flush();
      if (failure !== null) throw failure;
    }
  }

  #writer: ReturnType<Firestore['bulkWriter']> | null = null;

  /** One for all that is written: its pace grows with its age. */
  #bulk() {
    if (this.#writer !== null) return this.#writer;
    const bulk = this.firestore.bulkWriter({ throttling: this.pace === 'growing' });
    bulk.onWriteError(
      ({ code, failedAttempts }) => PASSING.has(code) && failedAttempts < MAX_ATTEMPTS && !this.lease.isLost,
    );
    this.#writer = bulk;
    return bulk;
  }
}
