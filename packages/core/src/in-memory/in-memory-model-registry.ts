import type { ModelRecord, ModelRegistry } from '../ports/model-registry.js';

/** A `ModelRegistry` in a map. */
export class InMemoryModelRegistry implements ModelRegistry {
  readonly #records = new Map<string, ModelRecord>();

  async put(record: ModelRecord): Promise<void> {
    this.#records.set(record.runId, record);
  }

  async list(): Promise<readonly ModelRecord[]> {
    return [...this.#records.values()].sort(newestFirst);
  }
}

function newestFirst(a: ModelRecord, b: ModelRecord): number {
  return compareText(b.trainingDate, a.trainingDate) || compareText(b.trainedAt, a.trainedAt);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
