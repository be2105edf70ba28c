import type { WeekEvaluation } from '../results/results.js';

/** Port: `ma_model_evaluation`, one row per predicted week and model. */
export interface EvaluationStore {
  /**
   * Inserts or replaces rows by (`predicted_week`, `model`), all or none.
   * @param target whose models they are of
   */
  put(rows: readonly WeekEvaluation[], target: string): Promise<void>;
  /** Every row of every target that is of published predictions, by week, then model. */
  list(): Promise<readonly WeekEvaluation[]>;
  /** Those of challengers that scored in the shadow, likewise. */
  listShadow(): Promise<readonly WeekEvaluation[]>;
}
