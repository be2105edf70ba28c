import type { TrainingSettings } from '../config/settings.js';
import type { LinearEstimator } from '../linear-model/linear-estimator.js';
import { LogisticRegression } from '../linear-model/logistic-regression.js';
import { MlLogisticRegression } from '../linear-model/ml-logistic-regression/ml-logistic-regression.js';
import { C_GRID, penaltyPath } from '../model-selection/select-candidate.js';

export interface Estimators {
  /** To be compared by cross-validation, strongest penalty first. */
  readonly path: readonly LinearEstimator[];
  /** The one to fit on all rows, with the penalty that was chosen. */
  final(C: number): LinearEstimator;
}

/** The estimators that a configuration asks for. */
export function estimatorsOf({ estimator, C }: Pick<TrainingSettings, 'estimator' | 'C'>): Estimators {
  if (estimator === 'ml-logistic-regression') {
    const only = new MlLogisticRegression();
    return { path: [only], final: () => only };
  }
  return {
    path: penaltyPath(C === 'auto' ? C_GRID : [C]),
    final: (chosen) => new LogisticRegression({ C: chosen }),
  };
}
