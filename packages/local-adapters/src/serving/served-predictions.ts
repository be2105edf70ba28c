import { existsSync, statSync } from 'node:fs';
import { PropensityError } from '@propensity/core';
import type { ProbaResult } from '@propensity/core/jobs';
import { LocalWarehouse } from '../warehouse/local-warehouse.js';
import { isFileHeld } from '../warehouse/shared-file.js';
import { ServingFile } from './serving-file.js';
import { servingFilePath } from './serving-file-path.js';
import { draftServingFile, publishServingFile } from './write-serving-file.js';

/** How long it takes at least from one try to have a missing file made to the next. */
const RETRY_MS = 1000;

/**
 * Lookups in the serving file beside a warehouse, which need no lock and wait for nobody. A file that is put into its place
 * is noticed at the next lookup, and each lookup is answered from one file alone. At the first, and where the file is missing
 * or damaged, the warehouse is opened, unless somebody holds it, which makes the file what it has to be, and closed again.
 */
export class ServedPredictions {
  readonly #path: string;
  #file: ServingFile | null = null;
  #checked: Promise<void> | null = null;
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
    this.#checked ??= this.#check(false);
    await this.#checked;
    this.#prepared = true;
  }

  /**
   * The current prediction of a user, or null.
   * @throws PropensityError `predictions_not_ready` where there is no such file and somebody holds the warehouse, and what
   * opening the warehouse throws
   */
  async find(userId: string): Promise<ProbaResult | null> {
    if (!this.#prepared) await this.prepare();
    for (let tries = 0; ; tries++) {
      try {
        const file = this.#current();
        if (file !== null) return file.find(userId);
        if (!existsSync(this.warehouse.path)) return null;
        if (tries > 0) {
          if (this.#fault === null) return null;
          throw notReady(this.#fault);
        }
        await this.#checkAgain(false);
      } catch (error) {
        if (!isDamaged(error) || tries > 0) throw error;
        this.close();
        await this.#checkAgain(true);
        if (this.#fault !== null) throw notReady(this.#fault);
      }
    }
  }

  /** Lets go of the file. */
  close(): void {
    this.#file?.close();
    this.#file = null;
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
    this.close();
    if (stats !== undefined) this.#file = ServingFile.open(this.#path);
    return this.#file;
  }

  #checkAgain(anew: boolean): Promise<void> {
    if (performance.now() - this.#checkedAt > RETRY_MS) this.#checked = this.#check(anew);
    return this.#checked ?? Promise.resolve();
  }

  /** @param anew makes the file also where it seems to be right */
  async #check(anew: boolean): Promise<void> {
    this.#fault = null;
    this.#checkedAt = performance.now();
    const { path, options } = this.warehouse;
    // Whoever has opened the warehouse in this process has seen to the file.
    if (!existsSync(path) || (isFileHeld(path) && !anew)) return;
    const warehouse = new LocalWarehouse({ ...options, lockWaitMs: 0 });
    try {
      await warehouse.exclusively(async (connection) => {
        const { folder } = options;
        if (anew) await publishServingFile(await draftServingFile(connection, folder, warehouse.tables), folder);
      });
    } catch (error) {
      this.#fault = error;
    } finally {
      await warehouse.close().catch((error: unknown) => {
        this.#fault ??= error;
      });
    }
  }
}

function isDamaged(error: unknown): boolean {
  return PropensityError.is(error) && error.code === 'serving_file_damaged';
}

function notReady(fault: unknown): unknown {
  if (!PropensityError.is(fault) || fault.code !== 'warehouse_locked') return fault;
  return new PropensityError('predictions_not_ready', 'There are no predictions to look up yet: a job is at work.', {
    kind: 'conflict',
    hint: 'Ask again in a while.',
    cause: fault,
  });
}
