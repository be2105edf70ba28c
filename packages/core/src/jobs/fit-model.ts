import type { ModelSelection } from '../artifact/model-artifact.js';
import { applyCalibration } from '../calibration/apply-calibration.js';
import type { Calibration } from '../calibration/calibration.js';
import { chooseCalibration } from '../calibration/choose-calibration.js';
import type { TrainingSettings } from '../config/settings.js';
import { type FittedLogisticRegression, LogisticRegression } from '../linear-model/logistic-regression.js';
import { bestF1Threshold } from '../metrics/best-f1-threshold.js';
import { C_GRID, selectPenalty } from '../model-selection/select-penalty.js';
import { userFolds } from '../model-selection/user-folds.js';
import type { FittedTransformer } from '../preprocessing/fitted-transformers.js';
import type { PreprocessingEstimator } from '../preprocessing/preprocessor.js';
import type { Table } from '../table/table.js';

export interface FittedModel {
  readonly preprocessing: readonly FittedTransformer[];
  readonly model: FittedLogisticRegression;
  /** The penalty that was given or chosen. */
  readonly C: number;
  readonly calibration: Calibration;
  readonly selection: ModelSelection;
  /** The probability from which a user counts as predicted positive: best F1 on held-out scores. */
  readonly threshold: number;
  readonly converged: boolean;
}

/**
 * Fits preprocessing and model on all the rows; the penalty, calibration and threshold come from scores of the same rows that were held out
 * of the fit that made them (folds by user), so that neither sees a flattering score.
 */
export function fitModel(
  rows: { readonly features: Table; readonly labels: Float64Array; readonly userBucket: Float64Array },
  preprocessor: PreprocessingEstimator,
  training: TrainingSettings,
): FittedModel {
  const folds = userFolds(rows.userBucket, training.calibrationFolds, training.testShare);
  const grid = training.C === 'auto' ? C_GRID : [training.C];
  const { C, heldOut } = selectPenalty({ ...rows, folds, preprocessor }, grid);
  const { calibration, candidates, reliability } = chooseCalibration(heldOut, rows.labels, folds);
  const threshold = bestF1Threshold(rows.labels, applyCalibration(calibration, heldOut));

  const preprocessing = preprocessor.fit(rows.features);
  const model = new LogisticRegression({ C }).fit(preprocessing.transform(rows.features), rows.labels);
  return {
    preprocessing: preprocessing.transformers,
    model,
    C,
    calibration,
    selection: { calibrations: candidates, reliability },
    threshold,
    converged: model.converged,
  };
}
