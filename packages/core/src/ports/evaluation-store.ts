import type { HoldoutComparison } from '../holdout/holdout-comparison.js';
import type { WeekEvaluation } from '../results/results.js';

/** Port: `ma_model_evaluation`, one row per predicted week and model, and `ma_holdout_results`. */
export interface EvaluationStore {
  /**
   * Inserts or replaces rows by (`predicted_week`, `model`), all or none.
   * @param target whose models they are of
   */
  put(rows: readonly WeekEvaluation[], target: string): Promise<void>;
  /** Every row of every target that is of published predictions, by week, then model. */
  list(): Promise<readonly WeekEvaluation[]>;
  /**
   * Inserts or replaces rows of `ma_holdout_results` by destination and newest week, all or none.
   * @param evaluatedAt ISO 8601, UTC
   */
  putHoldout(rows: readonly HoldoutComparison[], target: string, evaluatedAt: string): Promise<void>;
  /** Every comparison of a target, by destination, then newest week. */
  listHoldout(target: string): Promise<readonly HoldoutComparison[]>;
  /** Those of challengers that scored in the shadow, likewise. */
  listShadow(): Promise<readonly WeekEvaluation[]>;
}
