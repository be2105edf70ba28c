import type { ModelChange, ModelRecord, ModelRegistry } from '../ports/model-registry.js';
import { modelsChanged } from '../registry/models-changed.js';

/** A `ModelRegistry` in memory. */
export class InMemoryModelRegistry implements ModelRegistry {
  readonly #records = new Map<string, ModelRecord>();
  readonly #changes: ModelChange[] = [];

  async put(record: ModelRecord): Promise<void> {
    this.#records.set(record.runId, record);
  }

  async list(): Promise<readonly ModelRecord[]> {
    return [...this.#records.values()].sort(newestFirst);
  }

  async changes(): Promise<readonly ModelChange[]> {
    return [...this.#changes];
  }

  async append(change: ModelChange): Promise<void> {
    if (this.#changes.some(({ changeId }) => changeId === change.changeId)) return;
    if ((this.#changes.at(-1)?.sequence ?? 0) >= change.sequence) throw modelsChanged(change);
    this.#changes.push(change);
  }
}

function newestFirst(a: ModelRecord, b: ModelRecord): number {
  return compareText(b.trainingDate, a.trainingDate) || compareText(b.trainedAt, a.trainedAt);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
