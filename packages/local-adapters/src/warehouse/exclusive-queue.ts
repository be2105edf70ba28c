import { AsyncLocalStorage } from 'node:async_hooks';

/** The work that was queued last, by key. */
const lastQueued = new Map<string, Promise<unknown>>();

/**
 * A queue for something that only one piece of work of this process may use at a time, such as a file: queues of one key are
 * one queue. Work that is queued from within running work belongs to it and does not wait.
 */
export class ExclusiveQueue {
  readonly #isRunning = new AsyncLocalStorage<true>();

  constructor(readonly key: string) {}

  /** Runs `work` once everything queued before it has ended, well or badly. */
  run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#isRunning.getStore() === true) return work();
    const before = lastQueued.get(this.key) ?? Promise.resolve();
    const result = before.then(() => this.#isRunning.run(true, work));
    const ended = result.catch(() => {});
    lastQueued.set(this.key, ended);
    // Keys of warehouses that nobody uses any more are forgotten.
    void ended.then(() => {
      if (lastQueued.get(this.key) === ended) lastQueued.delete(this.key);
    });
    return result;
  }
}
