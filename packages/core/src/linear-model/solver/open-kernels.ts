import type { LogisticKernels } from './logistic-kernels.js';
import { plainKernels } from './plain-kernels.js';

/** Kernels on `bytes` of zeroed memory of their own. */
export function openKernels(bytes: number): LogisticKernels {
  return plainKernels(bytes);
}
