import pRetry, { AbortError } from 'p-retry';

/** How long and how often a channel tries. */
export interface AttemptOptions {
  /** Of one attempt, in milliseconds. */
  readonly timeoutMs: number;
  readonly retries: number;
  /** Before the first retry, in milliseconds; each further wait is three times as long. */
  readonly waitMs: number;
}

export const defaultAttempts: AttemptOptions = { timeoutMs: 10_000, retries: 2, waitMs: 500 };

/** Says of an error that another attempt would fail as well. */
export class FinalError extends Error {
  override readonly name = 'FinalError';
}

/** Tries until one attempt succeeds, one fails for good, or there were enough. @throws the last error */
export function attempted(work: () => Promise<void>, { retries, waitMs }: AttemptOptions): Promise<void> {
  return pRetry(
    async () => {
      try {
        await work();
      } catch (error) {
        throw error instanceof FinalError ? new AbortError(error) : error;
      }
    },
    { retries, minTimeout: waitMs, factor: 3 },
  );
}
