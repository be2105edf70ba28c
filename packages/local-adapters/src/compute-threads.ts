import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { ComputeTask, ComputeThreads } from '@propensity/core/compute';

/** What a thread runs. */
const ENTRY = new URL('./compute-worker.js', import.meta.url);

/** `ComputeThreads` as Node's worker threads, started with the first task. They keep no process alive. */
export class WorkerComputeThreads implements ComputeThreads {
  readonly #count: number;
  readonly #entry: URL;
  #workers: readonly Worker[] | null = null;

  /**
   * @param count helping threads beside the calling one; default: one for every other processor, three at most
   * @param entry the module they run, for where the package has been bundled
   */
  constructor(count = helpfulThreads(), entry = ENTRY) {
    this.#count = count;
    this.#entry = entry;
  }

  /** Starts the threads ahead of the first task, so that they are there when it comes. */
  start(): void {
    this.#workers ??= Array.from({ length: this.#count }, () => {
      // Work goes on without a thread that has died.
      const worker = new Worker(this.#entry).on('error', () => {});
      worker.unref();
      return worker;
    });
  }

  post(task: ComputeTask): void {
    this.start();
    for (const worker of this.#workers ?? []) worker.postMessage(task);
  }

  /** Ends the threads; none helps after that. */
  async close(): Promise<void> {
    const workers = this.#workers ?? [];
    this.#workers = [];
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/**
 * Threads for this machine, none of which runs before a task comes; the caller closes them. Undefined where they cannot help: on one
 * processor, and where the module that they run is not beside this one (a bundle without it, or the sources).
 */
export function openComputeThreads(): WorkerComputeThreads | undefined {
  return helpfulThreads() > 0 && existsSync(ENTRY) ? new WorkerComputeThreads() : undefined;
}

/** One for every processor that the calling thread does not use, three at most: memory is soon what they wait for. */
function helpfulThreads(): number {
  return Math.min(3, availableParallelism() - 1);
}
