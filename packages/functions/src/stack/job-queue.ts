import { PropensityError } from '@propensity/core';

export interface JobQueueOptions {
  /** What makes two runs the same run. */
  readonly key: string;
  /** Runs of one lane wait for each other. */
  readonly lane: string;
  /** Waits for the same run that is in progress and takes its result, instead of being refused. */
  readonly join: boolean;
}

/** Runs jobs, in each lane one after the other, and never the same run twice at once. */
export class JobQueue {
  readonly #running = new Map<string, Promise<unknown>>();
  readonly #last = new Map<string, Promise<unknown>>();

  /** Resolves when no job is running or waiting. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running.values());
  }

  /** @throws PropensityError `run_in_progress` (kind `conflict`) */
  async run<T>({ key, lane, join }: JobQueueOptions, job: () => Promise<T>): Promise<T> {
    const same = this.#running.get(key);
    if (same !== undefined) {
      // The key says which job it is, and with it what it returns.
      if (join) return same as Promise<T>;
      throw new PropensityError('run_in_progress', 'The same run is in progress.', {
        kind: 'conflict',
        hint: 'Wait for it to end; running it again then returns what it left.',
      });
    }
    const run = (this.#last.get(lane) ?? Promise.resolve()).then(job);
    this.#running.set(key, run);
    this.#last.set(
      lane,
      run.catch(() => {}),
    );
    try {
      return await run;
    } finally {
      this.#running.delete(key);
    }
  }
}
