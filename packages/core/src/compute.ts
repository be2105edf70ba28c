// What a helping thread needs, and nothing else: it starts faster without the rest of core.
export { type ComputeTask, type ComputeThreads, compute } from './threads/compute-threads.js';
