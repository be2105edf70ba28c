// What a helping thread needs, and nothing else: it starts faster without the rest of core.
export { compute } from './threads/compute.js';
export type { ComputeTask, ComputeThreads } from './threads/compute-threads.js';
