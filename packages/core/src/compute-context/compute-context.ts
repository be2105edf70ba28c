import type { OpenKernels } from '../kernels/logistic-kernels.js';
import { plainKernels } from '../kernels/plain-kernels.js';
import type { ComputeThreads } from '../threads/compute-threads.js';

/**
 * What arithmetic on many rows runs on. It decides how long something takes, and no bit of what comes of it. Callers pass
 * one where many rows are worth it, and leave it out elsewhere.
 * @see computeContext
 */
export interface ComputeContext {
  /** Makes the kernels of fits and scores. */
  readonly openKernels: OpenKernels;
  /** Threads that help the calling one with large problems. */
  readonly threads?: ComputeThreads | undefined;
}

/** Plain TypeScript on the calling thread: runs anywhere and takes little room in a bundle. What a scorer uses by itself. */
export const PLAIN_COMPUTE: ComputeContext = { openKernels: plainKernels };
