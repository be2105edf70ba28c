import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { ComputeTask, ComputeThreads } from '@propensity/core';

/** `ComputeThreads` as Node's worker threads. They keep no process alive. */
export class WorkerComputeThreads implements ComputeThreads {
  readonly #workers: readonly Worker[];

  /**
   * @param count helping threads beside the calling one; default: one for every other processor, three at most
   * @param entry the module they run, for where the package has been bundled
   */
  constructor(
    count = Math.min(3, availableParallelism() - 1),
    entry = new URL('./compute-worker.js', import.meta.url),
  ) {
    this.#workers = Array.from({ length: count }, () => {
      const worker = new Worker(entry);
      worker.unref();
      return worker;
    });
  }

  post(task: ComputeTask): void {
    for (const worker of this.#workers) worker.postMessage(task);
  }

  /** Ends the threads. */
  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}
