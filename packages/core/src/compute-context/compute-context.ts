import type { OpenKernels } from '../kernels/logistic-kernels.js';
import { plainKernels } from '../kernels/plain-kernels.js';
import type { ComputeThreads } from '../threads/compute-threads.js';

/**
 * Kernels and threads for arithmetic on many rows. They change the time it takes, and no bit of the result. Callers
 * pass one where there are many rows, and leave it out elsewhere.
 * @see computeContext
 */
export interface ComputeContext {
  /** Makes the kernels of fits and scores. */
  readonly openKernels: OpenKernels;
  /** Threads that help the calling one with large problems. */
  readonly threads?: ComputeThreads | undefined;
}

/** Plain TypeScript on the calling thread: runs anywhere and adds little to a bundle. A scorer's default. */
export const PLAIN_COMPUTE: ComputeContext = { openKernels: plainKernels };
