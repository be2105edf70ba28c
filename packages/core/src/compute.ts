// Everything that a helping thread needs and nothing else, so that it starts without loading the rest of core.
import { fastestKernels } from './kernels/fastest-kernels.js';
import { helpWithLinear, type SharedLinear } from './linear-model/shared-linear.js';
import { helpWithPasses, type SharedPasses } from './linear-model/solver/shared-passes.js';
import { helpWithColumns, type SharedColumns } from './preprocessing/column-jobs.js';
import { helpWithNumbers, type SharedNumbers } from './preprocessing/fit-numbers.js';
import type { ComputeTask } from './threads/compute-threads.js';

export { type ComputeContext, PLAIN_COMPUTE } from './compute-context/compute-context.js';
export { computeContext, FASTEST_COMPUTE } from './compute-context/fastest-compute.js';
export type { ComputeTask, ComputeThreads } from './threads/compute-threads.js';

type KnownTask = SharedPasses | SharedLinear | SharedNumbers | SharedColumns;

/** Called by a helping thread with a posted task; returns when no part of it is left to do. */
export function compute(task: ComputeTask): void {
  const known = task as KnownTask;
  if (known.kind === 'passes') helpWithPasses(known, fastestKernels);
  else if (known.kind === 'linear') helpWithLinear(known, fastestKernels);
  else if (known.kind === 'numbers') helpWithNumbers(known);
  else helpWithColumns(known);
}
