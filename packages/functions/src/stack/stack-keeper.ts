import { PropensityError } from '@propensity/core';
import type { Stack } from './stack.js';

/**
 * Opens stacks and closes them again: one for each piece of work, so that a lookup sees only what is committed and an
 * idle server holds no lock, except that lookups keep one open where stacks are shared.
 */
export class StackKeeper {
  readonly #open: () => Promise<Stack>;
  #kept: Stack | null = null;

  constructor(open: () => Promise<Stack>) {
    this.#open = async () => {
      try {
        return await open();
      } catch (cause) {
        throw misconfigured(cause);
      }
    };
  }

  /** Runs work that only reads, on the stack that is kept; keeps one where that is allowed. */
  async forLookup<T>(work: (stack: Stack) => Promise<T>): Promise<T> {
    if (this.#kept !== null) return work(this.#kept);
    const stack = await this.#open();
    if (!stack.shared || this.#kept !== null) return closing(stack, work);
    this.#kept = stack;
    return work(stack);
  }

  /** Runs work on a stack of its own: adapters label what they do with the run that they work for. */
  async forJob<T>(work: (stack: Stack) => Promise<T>): Promise<T> {
    return closing(await this.#open(), work);
  }

  /** Closes the stack that is kept. */
  async close(): Promise<void> {
    const kept = this.#kept;
    this.#kept = null;
    await kept?.close();
  }
}

async function closing<T>(stack: Stack, work: (stack: Stack) => Promise<T>): Promise<T> {
  try {
    return await work(stack);
  } finally {
    await stack.close();
  }
}

/** A configuration that is wrong is the server's fault, not the caller's. */
function misconfigured(cause: unknown): unknown {
  if (!PropensityError.is(cause) || cause.kind !== 'usage') return cause;
  return new PropensityError('misconfigured', 'The server is not configured correctly.', {
    hint: 'Its log says what is wrong.',
    cause,
  });
}
