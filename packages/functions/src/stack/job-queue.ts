import { PropensityError } from '@propensity/core';

/**
 * Runs jobs one after the other, since two at once would write to one warehouse, and refuses a run that is in progress
 * or waiting already.
 */
export class JobQueue {
  readonly #keys = new Set<string>();
  #last: Promise<unknown> = Promise.resolve();

  /**
   * @param key What makes two runs the same run.
   * @throws PropensityError `run_in_progress` (kind `conflict`)
   */
  async run<T>(key: string, job: () => Promise<T>): Promise<T> {
    if (this.#keys.has(key)) {
      throw new PropensityError('run_in_progress', 'The same run is in progress.', {
        kind: 'conflict',
        hint: 'Wait for it to end; running it again then returns what it left.',
      });
    }
    this.#keys.add(key);
    const run = this.#last.then(job);
    this.#last = run.catch(() => {});
    try {
      return await run;
    } finally {
      this.#keys.delete(key);
    }
  }
}
