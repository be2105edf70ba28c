/**
 * Threads that help the calling thread with work on many rows. Core runs anywhere and starts no threads: whoever starts
 * them makes each call `compute` with every posted task.
 */
export interface ComputeThreads {
  /** Makes every thread call `compute(task)`; `task` is cloned as `structuredClone` does, its large arrays are shared. */
  post(task: ComputeTask): void;
}

/** A task to help with; its content is internal. */
export interface ComputeTask {
  readonly kind: 'passes' | 'linear' | 'numbers' | 'columns';
}
