import type { EvaluationStore } from '../ports/evaluation-store.js';
import type { WeekEvaluation } from '../results/results.js';

/** An `EvaluationStore` in a map. */
export class InMemoryEvaluationStore implements EvaluationStore {
  readonly #rows = new Map<string, WeekEvaluation>();

  async put(rows: readonly WeekEvaluation[], _target: string): Promise<void> {
    for (const row of rows) this.#rows.set(`${row.predicted_week} ${row.model}`, row);
  }

  async list(): Promise<readonly WeekEvaluation[]> {
    return this.#all().filter(({ shadow }) => shadow === undefined);
  }

  async listShadow(): Promise<readonly WeekEvaluation[]> {
    return this.#all().filter(({ shadow }) => shadow !== undefined);
  }

  #all(): WeekEvaluation[] {
    return [...this.#rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  }
}
