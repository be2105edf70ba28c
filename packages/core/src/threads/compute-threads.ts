import { helpWithLinear, type SharedLinear } from '../linear-model/shared-linear.js';
import { helpWithPasses, type SharedPasses } from '../linear-model/solver/shared-passes.js';

/**
 * Threads that help the calling one with work on many rows. Starting threads is not for core, which runs anywhere: who has some
 * lets each call `compute` with what is posted.
 */
export interface ComputeThreads {
  /** Makes every thread call `compute(task)`; `task` is cloned as `structuredClone` does, its large arrays are shared. */
  post(task: ComputeTask): void;
}

/** Something to help with; not to be looked into. */
export type ComputeTask = SharedPasses | SharedLinear;

/** What a helping thread does with a posted task; returns when there is nothing left to do for it. */
export function compute(task: ComputeTask): void {
  if (task.kind === 'passes') helpWithPasses(task);
  else helpWithLinear(task);
}
