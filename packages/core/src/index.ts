// What a user needs to fit, check and use a model of a table. Everything else is under subpaths, one per room.
export type { ModelArtifact } from './artifact/model-artifact.js';
export { applyCalibration } from './calibration/apply-calibration.js';
export type { Calibration } from './calibration/calibration.js';
export { fitBeta } from './calibration-fitting/fit-beta.js';
export { fitIsotonic } from './calibration-fitting/fit-isotonic.js';
export { fitPlatt } from './calibration-fitting/fit-platt.js';
export { type ClassifierFile, FittedPropensityClassifier } from './classifier/fitted-propensity-classifier.js';
export {
  type ClassifierFitOptions,
  PropensityClassifier,
  type PropensityClassifierOptions,
} from './classifier/propensity-classifier.js';
export { type ErrorKind, PropensityError } from './errors/propensity-error.js';
export { type Explanation, explain, type Reason } from './explanations/explain.js';
export type { FittedLogisticRegression } from './linear-model/fitted-logistic-regression.js';
export {
  LogisticRegression,
  type LogisticRegressionFitOptions,
  type LogisticRegressionOptions,
} from './linear-model/logistic-regression.js';
export { averagePrecisionScore } from './metrics/average-precision-score.js';
export { bestF1Threshold } from './metrics/best-f1-threshold.js';
export { brierScoreLoss } from './metrics/brier-score-loss.js';
export { calibrationCurve } from './metrics/calibration-curve.js';
export { compareRocAucs, type RocAucComparison } from './metrics/compare-roc-aucs.js';
export { evaluateScores } from './metrics/evaluate-scores.js';
export { expectedCalibrationError } from './metrics/expected-calibration-error.js';
export { f1Score } from './metrics/f1-score.js';
export type { Interval } from './metrics/interval.js';
export { liftAtScore } from './metrics/lift-at-score.js';
export { logLoss } from './metrics/log-loss.js';
export { logLossSkillScore } from './metrics/log-loss-skill-score.js';
export { precisionRecallCurve } from './metrics/precision-recall-curve.js';
export { precisionScore } from './metrics/precision-score.js';
export { recallScore } from './metrics/recall-score.js';
export { rocAucInterval } from './metrics/roc-auc-interval.js';
export { rocAucScore } from './metrics/roc-auc-score.js';
export { rocCurve } from './metrics/roc-curve.js';
export { scorerOf } from './model-families/scorer-of.js';
export { splitByUser } from './model-selection/split-by-user.js';
export type { Contribution, Scorer } from './models/scorer.js';
export type { DesignMatrix } from './preprocessing/design-matrix.js';
export type { ColumnChoices } from './preprocessing/features-of-table.js';
export type { FittedPreprocessor } from './preprocessing/fitted-preprocessor.js';
export { Preprocessor, type PreprocessorFeature, type PreprocessorOptions } from './preprocessing/preprocessor.js';
export type { FeatureSpec, FeatureUnit } from './table/feature-spec.js';
export { type CategoricalColumn, type Column, type NumericColumn, type Row, Table } from './table/table.js';
export { type RowValue, tableFromRows } from './table/table-from-rows.js';
export { userBucket } from './windows/user-bucket.js';
