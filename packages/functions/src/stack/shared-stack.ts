import type { Stack } from './stack.js';

/**
 * A stack that requests share while they overlap, and that is closed when the last of them is done: the local
 * warehouse is held by one process at a time, so a server must not keep it between requests.
 */
export class SharedStack {
  readonly #open: () => Promise<Stack>;
  #current: Promise<Stack> | null = null;
  #users = 0;
  #closing: Promise<void> = Promise.resolve();

  constructor(open: () => Promise<Stack>) {
    this.#open = open;
  }

  /** Runs `work` with the stack open. */
  async use<T>(work: (stack: Stack) => Promise<T>): Promise<T> {
    this.#users++;
    // A stack that is being closed still holds its lock, so the next one opens after that.
    this.#current ??= this.#closing.then(this.#open);
    const opening = this.#current;
    try {
      return await work(await opening);
    } finally {
      if (--this.#users === 0) {
        this.#current = null;
        this.#closing = opening.then((stack) => stack.close()).catch(() => {});
        await this.#closing;
      }
    }
  }
}
