import { applyCalibration } from '../calibration/apply-calibration.js';
import type { Calibration } from '../calibration/calibration.js';
import { chooseCalibration } from '../calibration-fitting/choose-calibration.js';
import type { TrainingSettings } from '../config/settings.js';
import { contributionMoments } from '../explanations/contribution-moments.js';
import type { FittedLinearModel } from '../linear-model/linear-estimator.js';
import { standardErrors } from '../linear-model/standard-errors.js';
import { bestF1Threshold } from '../metrics/best-f1-threshold.js';
import { estimatorsOf } from '../model-families/candidates-of.js';
import type { ModelSelection } from '../model-selection/model-selection.js';
import { interceptShifts, sampleNegatives } from '../model-selection/sample-negatives.js';
import { selectPenalty } from '../model-selection/select-candidate.js';
import { userFolds } from '../model-selection/user-folds.js';
import type { ModelExplanations } from '../models/model-explanations.js';
import type { FittedTransformer } from '../preprocessing/fitted-transformers.js';
import type { PreprocessingEstimator } from '../preprocessing/preprocessor.js';
import { gather, type Table } from '../table/table.js';
import type { ComputeThreads } from '../threads/compute-threads.js';

export interface FittedModel {
  readonly preprocessing: readonly FittedTransformer[];
  readonly model: Pick<FittedLinearModel, 'coef' | 'intercept' | 'nIter' | 'converged'>;
  /** The penalty that was given or chosen; Infinity: none. */
  readonly C: number;
  readonly calibration: Calibration;
  readonly selection: ModelSelection;
  readonly explanations: ModelExplanations;
  /** The probability from which a user counts as predicted positive, chosen on held-out scores. */
  readonly threshold: number;
  readonly converged: boolean;
}

export interface FitModelOptions {
  /** Chooses the threshold by labels and calibrated held-out probabilities; default: by the best F1. */
  readonly thresholdOf?: (yTrue: Float64Array, proba: Float64Array) => number;
  /** Help with the fits; they change no bit of the answer. */
  readonly threads?: ComputeThreads | undefined;
}

/**
 * Fits preprocessing and model on all the rows, or on all positives and a share of the negatives; the penalty, calibration
 * and threshold come from scores of all rows that were held out of the fit that made them (folds by user), so that none
 * of them sees a flattering score.
 */
export function fitModel(
  rows: {
    readonly features: Table;
    readonly labels: Float64Array;
    readonly userBucket: Float64Array;
    readonly snapshotIndex: Int32Array;
  },
  preprocessor: PreprocessingEstimator,
  training: TrainingSettings,
  { thresholdOf = bestF1Threshold, threads }: FitModelOptions = {},
): FittedModel {
  const { features, labels } = rows;
  const folds = userFolds(rows.userBucket, training.calibrationFolds, training.testShare);
  const sample = training.negativeShare < 1 ? sampleNegatives(rows, training.negativeShare) : undefined;
  const estimators = estimatorsOf(training);
  const crossFit = { features, labels, folds, preprocessor, sample, estimators: estimators.path, threads };
  const { C, heldOut, path } = selectPenalty({ ...crossFit, rule: training.penaltyRule });
  const { calibration, candidates, reliability } = chooseCalibration(heldOut, labels, folds, threads);
  const threshold = thresholdOf(labels, applyCalibration(calibration, heldOut));

  const all = Uint32Array.from(labels.keys());
  const kept = sample === undefined ? all : all.filter((row) => sample.kept[row] === 1);
  const fittedRows = sample === undefined ? features : features.take(kept);
  const preprocessing = preprocessor.fit(fittedRows);
  const design = preprocessing.transform(fittedRows, { shared: threads !== undefined });
  const y = gather(labels, kept);
  const model = estimators.final(C).fit(design, y, { threads });
  const errors = Number.isFinite(C) ? standardErrors(model, { design, y }, C, threads) : null;
  const [shift] = sample ? interceptShifts({ models: [model], preprocessing, features, labels }, all, sample) : [];
  const { coef, intercept, nIter, converged } = model;
  return {
    preprocessing: preprocessing.transformers,
    model: { coef, intercept: intercept + (shift ?? 0), nIter, converged },
    C,
    calibration,
    explanations: {
      standardErrors: errors && Array.from(errors),
      contributions: contributionMoments({ preprocessing: preprocessing.transformers, model }, features),
    },
    selection: { penalties: path, calibrations: candidates, reliability },
    threshold,
    converged,
  };
}
