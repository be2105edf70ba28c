import type { ComputeTask, ComputeThreads } from '@propensity/core/compute';
import { HelperThread } from './helper-thread.js';

/** Helping threads beside the calling one, which start at once. */
export class HelperThreads implements ComputeThreads {
  readonly each: readonly HelperThread[];

  constructor(count: number) {
    this.each = Array.from({ length: count }, () => new HelperThread());
  }

  post(task: ComputeTask): void {
    for (const helper of this.each) helper.post(task);
  }
}
