import { fastestKernels } from '../kernels/fastest-kernels.js';
import type { ComputeThreads } from '../threads/compute-threads.js';
import type { ComputeContext } from './compute-context.js';

/** WebAssembly where the engine has it, on the calling thread. The default of fits. */
export const FASTEST_COMPUTE: ComputeContext = { openKernels: fastestKernels };

/**
 * The fastest that this engine has: WebAssembly, else plain TypeScript, with the threads that are given.
 * @param threads help with large problems, such as `openComputeThreads` of `@propensity/local-adapters` starts
 */
export function computeContext(threads?: ComputeThreads): ComputeContext {
  return { ...FASTEST_COMPUTE, threads };
}
