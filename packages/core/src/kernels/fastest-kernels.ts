import type { LogisticKernels } from './logistic-kernels.js';
import { plainKernels } from './plain-kernels.js';
import { wasmKernels } from './wasm-kernels.js';

/**
 * Kernels on `bytes` of zeroed memory of their own: WebAssembly where the engine has it. The numbers are the same
 * either way.
 */
export function fastestKernels(bytes: number): LogisticKernels {
  return wasmKernels(bytes) ?? plainKernels(bytes);
}
