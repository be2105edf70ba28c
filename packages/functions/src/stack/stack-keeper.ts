import { PropensityError } from '@propensity/core';
import type { Stack } from './stack.js';

/** Opens stacks: one for each job, closed after it, and one that lookups keep, which hold no lock on any stack. */
export class StackKeeper {
  readonly #open: () => Promise<Stack>;
  #kept: Promise<Stack> | null = null;

  constructor(open: () => Promise<Stack>) {
    this.#open = async () => {
      try {
        return await open();
      } catch (cause) {
        throw misconfigured(cause);
      }
    };
  }

  /** Runs a lookup on the stack that is kept. */
  async forLookup<T>(work: (stack: Stack) => Promise<T>): Promise<T> {
    this.#kept ??= this.#open().catch((error: unknown) => {
      this.#kept = null;
      throw error;
    });
    return work(await this.#kept);
  }

  /** Runs work on a stack of its own: adapters label what they do with the run that they work for. */
  async forJob<T>(work: (stack: Stack) => Promise<T>): Promise<T> {
    return closing(await this.#open(), work);
  }

  /** Closes the stack that is kept. */
  async close(): Promise<void> {
    const kept = this.#kept;
    this.#kept = null;
    await (await kept?.catch(() => null))?.close();
  }
}

async function closing<T>(stack: Stack, work: (stack: Stack) => Promise<T>): Promise<T> {
  let result: T;
  try {
    result = await work(stack);
  } catch (error) {
    // Of two failures the first is the one to report.
    await stack.close({ refused: true }).catch(() => {});
    throw error;
  }
  await stack.close();
  return result;
}

/** A configuration that is wrong is the server's fault, not the caller's. */
function misconfigured(cause: unknown): unknown {
  if (!PropensityError.is(cause) || cause.kind !== 'usage') return cause;
  return new PropensityError('misconfigured', 'The server is not configured correctly.', {
    hint: 'Its log says what is wrong.',
    cause,
  });
}
