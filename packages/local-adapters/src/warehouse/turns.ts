import { AsyncLocalStorage } from 'node:async_hooks';

/** The last turn that was asked for, by key. */
const lastTurns = new Map<string, Promise<unknown>>();

/**
 * Turns at something that only one piece of work of this process may use at a time. Work asks for its turn by key; what it
 * calls in turn belongs to it and does not wait.
 */
export class Turns {
  readonly #mine = new AsyncLocalStorage<true>();

  constructor(readonly key: string) {}

  /** Runs `work` once everything asked for before it has ended, well or badly. */
  take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#mine.getStore() === true) return work();
    const before = lastTurns.get(this.key) ?? Promise.resolve();
    const turn = before.then(() => this.#mine.run(true, work));
    const ended = turn.catch(() => {});
    lastTurns.set(this.key, ended);
    // Keys of warehouses that nobody uses any more are forgotten.
    void ended.then(() => {
      if (lastTurns.get(this.key) === ended) lastTurns.delete(this.key);
    });
    return turn;
  }
}
