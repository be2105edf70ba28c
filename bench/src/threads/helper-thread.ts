import { Worker } from 'node:worker_threads';
import type { ComputeTask } from '@propensity/core/compute';
import type { CsvPart, CsvPartReader, CsvPartResult } from '../columns/csv-part.js';

/** What a helper is asked to do. */
export type HelperTask = { readonly compute: ComputeTask } | { readonly csvPart: CsvPart };

/** A worker thread that helps with reading and with fits. It keeps no process alive. */
export class HelperThread implements CsvPartReader {
  readonly #worker = new Worker(new URL('./helper-worker.js', import.meta.url));

  constructor() {
    // Whoever waits for a thread does without one that has died.
    this.#worker.on('error', () => {}).unref();
  }

  post(task: ComputeTask): void {
    this.#send({ compute: task });
  }

  /** Null also when the thread has died. */
  readCsvPart(csvPart: CsvPart): Promise<CsvPartResult> {
    return new Promise((resolve) => {
      const done = (result: CsvPartResult) => {
        this.#worker.off('message', done).off('error', failed).unref();
        resolve(result);
      };
      const failed = () => done(null);
      this.#worker.on('message', done).on('error', failed).ref();
      this.#send({ csvPart });
    });
  }

  #send(task: HelperTask): void {
    this.#worker.postMessage(task);
  }
}
