import type { WeekEvaluation } from '../results/results.js';

/** Port: `ma_model_evaluation`, one row per predicted week and model. */
export interface EvaluationStore {
  /** Inserts or replaces rows by (`predicted_week`, `model`), all or none. */
  put(rows: readonly WeekEvaluation[]): Promise<void>;
  /** Every row, by week, then model. */
  list(): Promise<readonly WeekEvaluation[]>;
}
