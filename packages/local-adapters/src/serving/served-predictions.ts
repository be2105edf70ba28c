import { existsSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import { PropensityError } from '@propensity/core';
import type { ProbaResult } from '@propensity/core/jobs';
import { folderError, isDiskFull } from '../files/folder-error.js';
import { ensureTables } from '../warehouse/ensure-tables.js';
import { ExclusiveQueue } from '../warehouse/exclusive-queue.js';
import { LocalWarehouse } from '../warehouse/local-warehouse.js';
import { isFileHeld } from '../warehouse/shared-file.js';
import { withCopyOfHeldWarehouse } from './copy-held-warehouse.js';
import { ServingFile } from './serving-file.js';
import { servingDraftPath, servingFilePath } from './serving-file-path.js';
import { servingFingerprint } from './serving-fingerprint.js';
import { draftServingFile, makeServingFile } from './write-serving-file.js';

/** How long it takes at least from one try to open the warehouse to the next. */
const RETRY_MS = 1000;

/**
 * Lookups in the serving file beside a warehouse, which need no lock and wait for nobody. A file that is put into its place
 * is noticed at the next lookup, and each lookup is answered from one file alone. At the first, and where the file is missing
 * or damaged, the warehouse is opened, which makes the file what it has to be, and closed again. Where another process holds
 * the warehouse, a copy of it is read into a file that nobody else sees, until the warehouse is free.
 */
export class ServedPredictions {
  readonly #path: string;
  #file: ServingFile | null = null;
  /** Made from a copy of a warehouse that was held. */
  #provisional: ServingFile | null = null;
  #checking: Promise<void> | null = null;
  #prepared = false;
  #warehouseSeenAt = Number.NEGATIVE_INFINITY;
  #checkedAt = Number.NEGATIVE_INFINITY;
  /** Why the last check came to nothing. */
  #fault: unknown = null;

  constructor(readonly warehouse: LocalWarehouse) {
    this.#path = servingFilePath(warehouse.options.folder);
  }

  /** What the first lookup waits for. */
  async prepare(): Promise<void> {
    if (!this.#prepared) await this.#checkAgain();
    this.#prepared = true;
  }

  /**
   * The current prediction of a user for a target, or null.
   * @throws PropensityError `predictions_not_ready` where there is no such file and nothing to make it from, because somebody
   * holds the warehouse and it could not be copied, and what opening the warehouse throws
   */
  async find(userId: string, target: string): Promise<ProbaResult | null> {
    await this.prepare();
    for (let tries = 0; ; tries++) {
      try {
        const file = this.#current();
        if (file !== null) return file.find(userId, target);
        if (!existsSync(this.warehouse.path)) return null;
        if (tries > 0) {
          if (this.#fault === null) return null;
          throw notReady(this.#fault);
        }
        await this.#checkAgain();
      } catch (error) {
        if (!isDamaged(error) || tries > 0) throw error;
        this.close();
        // Where it may not be removed, the error that says that it is damaged stands.
        await rm(this.#path, { force: true }).catch(() => {});
        await this.#checkAgain();
      }
    }
  }

  /** Lets go of the file. */
  close(): void {
    this.#file?.close();
    this.#file = null;
    this.#provisional?.close();
    this.#provisional = null;
  }

  /** The file that is served now; null when there is none. */
  #current(): ServingFile | null {
    const now = performance.now();
    if (now - this.#warehouseSeenAt > RETRY_MS) {
      if (!existsSync(this.warehouse.path)) {
        this.close();
        return null;
      }
      this.#warehouseSeenAt = now;
    }
    const stats = statSync(this.#path, { throwIfNoEntry: false });
    if (stats !== undefined && this.#file?.isOf(stats) === true) return this.#file;
    if (stats === undefined && this.#provisional !== null) {
      // Answered from what was copied; whether the warehouse is free by now, the next lookups will see.
      void this.#checkAgain();
      return this.#provisional;
    }
    this.close();
    if (stats !== undefined) this.#file = ServingFile.open(this.#path);
    return this.#file;
  }

  /** Waits for the check that is under way, or begins one unless one has just ended. */
  #checkAgain(): Promise<void> {
    if (this.#checking !== null) return this.#checking;
    if (performance.now() - this.#checkedAt < RETRY_MS) return Promise.resolve();
    this.#checking = this.#check().then((fault) => {
      this.#fault = fault;
      // A file that is lost after it was there is missed at once.
      const isThere = fault === null && existsSync(this.#path);
      this.#checkedAt = isThere ? Number.NEGATIVE_INFINITY : performance.now();
      this.#checking = null;
    });
    return this.#checking;
  }

  /** Makes the file what it has to be. @returns why that came to nothing, or null */
  async #check(): Promise<unknown> {
    const { path, options } = this.warehouse;
    // Whoever has opened the warehouse in this process has seen to a file that is there.
    if (!existsSync(path) || (isFileHeld(path) && existsSync(this.#path))) return null;
    const warehouse = new LocalWarehouse({ ...options, lockWaitMs: 0 });
    let fault: unknown = null;
    try {
      await warehouse.exclusively((connection) => makeServingFile(connection, options.folder, warehouse.tables));
    } catch (error) {
      fault = error;
    } finally {
      await warehouse.close().catch((error: unknown) => {
        fault ??= error;
      });
    }
    if (!isLocked(fault) || existsSync(this.#path)) return fault;
    try {
      this.#provisional ??= await this.#fromCopy();
    } catch (error) {
      // Waiting for the job would not help.
      if (isDiskFull(error)) return folderError(options.folder, error);
    }
    return this.#provisional === null ? fault : null;
  }

  /** Null when this process has got hold of the warehouse meanwhile, or nothing is published in it. */
  async #fromCopy(): Promise<ServingFile | null> {
    const { path, options, tables } = this.warehouse;
    // Nobody of this process may open the warehouse meanwhile: closing a file that it holds gives up its lock on some systems.
    return await new ExclusiveQueue(path).run(async () => {
      if (isFileHeld(path)) return null;
      return await withCopyOfHeldWarehouse(path, async (copy) => {
        const instance = await DuckDBInstance.create(copy);
        const connection = await instance.connect();
        const draft = servingDraftPath(options.folder);
        try {
          // An older version may hold it.
          await ensureTables(connection, tables);
          if ((await servingFingerprint(connection, tables)) === null) return null;
          await draftServingFile(connection, draft, tables);
          return ServingFile.open(draft);
        } finally {
          connection.closeSync();
          instance.closeSync();
          // It is read on through what is open.
          await rm(draft, { force: true });
        }
      });
    });
  }
}

function isDamaged(error: unknown): boolean {
  return PropensityError.is(error) && error.code === 'serving_file_damaged';
}

function isLocked(error: unknown): boolean {
  return PropensityError.is(error) && error.code === 'warehouse_locked';
}

function notReady(fault: unknown): unknown {
  if (!isLocked(fault)) return fault;
  return new PropensityError('predictions_not_ready', 'There are no predictions to look up yet: a job is at work.', {
    kind: 'conflict',
    hint: 'Ask again in a while.',
    cause: fault,
  });
}
