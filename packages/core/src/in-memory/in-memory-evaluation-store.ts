import type { HoldoutComparison } from '../holdout/holdout-comparison.js';
import type { EvaluationStore } from '../ports/evaluation-store.js';
import type { WeekEvaluation } from '../results/results.js';

/** An `EvaluationStore` in maps. */
export class InMemoryEvaluationStore implements EvaluationStore {
  readonly #rows = new Map<string, WeekEvaluation>();

  /** By target, then destination and week. */
  readonly #holdout = new Map<string, Map<string, HoldoutComparison>>();

  async putHoldout(rows: readonly HoldoutComparison[], target: string): Promise<void> {
    const own = this.#holdout.get(target) ?? new Map<string, HoldoutComparison>();
    for (const row of rows) own.set(`${row.destination} ${row.through_week}`, row);
    this.#holdout.set(target, own);
  }

  async listHoldout(target: string): Promise<readonly HoldoutComparison[]> {
    return [...(this.#holdout.get(target) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  }

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
