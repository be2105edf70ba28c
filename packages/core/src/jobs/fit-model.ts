import type { Calibration } from '../calibration/calibration.js';
import { applyCalibration } from '../calibration/apply-calibration.js';
import { chooseCalibration } from '../calibration/choose-calibration.js';
import type { TrainingSettings } from '../config/settings.js';
import { type FittedLogisticRegression, LogisticRegression } from '../linear-model/logistic-regression.js';
import { bestF1Threshold } from '../metrics/best-f1-threshold.js';
import { crossFitScores } from '../model-selection/cross-fit-scores.js';
import { userFolds } from '../model-selection/user-folds.js';
import type { FittedTransformer } from '../preprocessing/fitted-transformers.js';
import { Preprocessor } from '../preprocessing/preprocessor.js';
import type { FeatureSpec } from '../table/feature-spec.js';
import type { Table } from '../table/table.js';

export interface FittedModel {
  readonly preprocessing: readonly FittedTransformer[];
  readonly model: FittedLogisticRegression;
  readonly calibration: Calibration;
  /** The probability from which a user counts as predicted positive: best F1 on held-out scores. */
  readonly threshold: number;
  readonly converged: boolean;
}

/**
 * Fits preprocessing and model on all the rows; calibration and threshold on scores of the same rows that were held out
 * of the fit that made them (folds by user), so that neither sees a flattering score.
 */
export function fitModel(
  rows: { readonly features: Table; readonly labels: Float64Array; readonly userBucket: Float64Array },
  features: readonly FeatureSpec[],
  training: TrainingSettings,
): FittedModel {
  const preprocessor = new Preprocessor(features, { minLevelCount: training.minLevelCount });
  const estimator = new LogisticRegression({ C: training.C });
  const preprocessing = preprocessor.fit(rows.features);
  const model = estimator.fit(preprocessing.transform(rows.features), rows.labels);

  const folds = userFolds(rows.userBucket, training.calibrationFolds, training.testShare);
  const heldOut = crossFitScores({ ...rows, folds, preprocessor, estimator });
  const { calibration } = chooseCalibration(heldOut, rows.labels, folds);
  const threshold = bestF1Threshold(rows.labels, applyCalibration(calibration, heldOut));
  return { preprocessing: preprocessing.transformers, model, calibration, threshold, converged: model.converged };
}
