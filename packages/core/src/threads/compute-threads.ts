/**
 * Threads that help the calling one with work on many rows. Starting threads is not for core, which runs anywhere: who has some
 * lets each call `compute` with what is posted.
 */
export interface ComputeThreads {
  /** Makes every thread call `compute(task)`; `task` is cloned as `structuredClone` does, its large arrays are shared. */
  post(task: ComputeTask): void;
}

/** Something to help with; not to be looked into. */
export interface ComputeTask {
  readonly kind: 'passes' | 'linear' | 'numbers' | 'columns';
}
