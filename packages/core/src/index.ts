// artifact

export {
  ARTIFACT_SCHEMA_VERSION,
  type LinearModel,
  type ModelArtifact,
  type ModelWindows,
  READABLE_SCHEMA_VERSIONS,
} from './artifact/model-artifact.js';
export {
  PREPROCESSOR_SCHEMA_VERSION,
  type PreprocessorFile,
  parsePreprocessor,
  type SerialisedPreprocessor,
  serialisePreprocessor,
} from './artifact/preprocessor-file.js';
export { parseArtifact, type SerialisedArtifact, serialiseArtifact } from './artifact/serialise-artifact.js';
// calibration
export { applyCalibration, calibrateLogit } from './calibration/apply-calibration.js';
export type { Calibration, CalibrationMethod } from './calibration/calibration.js';
export {
  type CalibrationCandidate,
  type ChosenCalibration,
  chooseCalibration,
  MIN_RELATIVE_GAIN,
} from './calibration/choose-calibration.js';
export { type BetaCalibration, fitBeta } from './calibration/fit-beta.js';
export { fitIsotonic, type IsotonicCalibration } from './calibration/fit-isotonic.js';
export { fitPlatt, type PlattCalibration } from './calibration/fit-platt.js';
export { type IsotonicBlock, isotonicRegression } from './calibration/isotonic-regression.js';
export { type ReliabilityBin, reliability } from './calibration/reliability.js';
// threads
export { compute } from './compute.js';
// configuration
export { closestName } from './config/closest-name.js';
export type {
  AddedFeature,
  FeatureOptions,
  GcpConfig,
  PropensityConfig,
  PropensityConfigInput,
} from './config/config-schema.js';
export { DEFAULT_LOCK_WAIT_SECONDS, DEFAULT_MEMORY_LIMIT_MB } from './config/config-schema.js';
export type { JobOutcome, NoticesConfig } from './config/notices-schema.js';
export { configJsonSchema, defineConfig, parseConfig, settingsOf } from './config/parse-config.js';
export type { JobSettings, TrainingSettings } from './config/settings.js';
// decisions
export {
  type DecisionPolicy,
  type DecisionPolicyName,
  decisionThreshold,
  policyName,
} from './decisions/decision-policy.js';
export { type DecisionOutcome, evaluateDecision } from './decisions/evaluate-decision.js';
// errors
export { type ErrorKind, type ErrorOptions, PropensityError } from './errors/propensity-error.js';
// estimators
export { ESTIMATOR_NAMES, type EstimatorName } from './estimators/estimator-names.js';
export { type Estimators, estimatorsOf } from './estimators/estimators-of.js';
export type { FittedLinearModel, LinearEstimator, LinearFitOptions } from './estimators/linear-estimator.js';
export { MlLogisticRegression, type MlLogisticRegressionOptions } from './estimators/ml-logistic-regression.js';
// explanations
export { contributionMoments } from './explanations/contribution-moments.js';
export { type Explanation, explain, type Reason } from './explanations/explain.js';
export { type ColumnEffect, type FeatureEffect, globalEffects } from './explanations/global-effects.js';
export type { ContributionMoments, ModelExplanations } from './explanations/model-explanations.js';
export { MAX_STANDARD_ERRORS, standardErrors } from './explanations/standard-errors.js';
export { canonicalJson } from './hashing/canonical-json.js';
export { sha256Hex } from './hashing/sha256.js';
// in-memory stack
export { InMemoryArtifactStore } from './in-memory/in-memory-artifact-store.js';
export { InMemoryEvaluationStore } from './in-memory/in-memory-evaluation-store.js';
export { type InMemoryEvent, InMemoryEventLog } from './in-memory/in-memory-event-log.js';
export { type InMemoryFeature, InMemoryFeatureSnapshots } from './in-memory/in-memory-feature-snapshots.js';
export { InMemoryModelRegistry } from './in-memory/in-memory-model-registry.js';
export { type InMemoryPortsOptions, inMemoryPorts } from './in-memory/in-memory-ports.js';
export { InMemoryPredictionStore } from './in-memory/in-memory-prediction-store.js';
// jobs
export { type BuildPreprocessorResult, buildPreprocessor } from './jobs/build-preprocessor.js';
export { doctor } from './jobs/doctor.js';
export { type ExplainedProba, explainProba } from './jobs/explain-proba.js';
export { type FitModelOptions, type FittedModel, fitModel } from './jobs/fit-model.js';
export { getProba, isStale, type ProbaAnswer } from './jobs/get-proba.js';
export type { SnapshotOptions } from './jobs/job-context.js';
export { type ModelEvaluationOptions, modelEvaluation } from './jobs/model-evaluation.js';
export { type ModelTrainingOptions, modelTraining } from './jobs/model-training.js';
export { type PredictionsOptions, predictions } from './jobs/predictions.js';
export { compareLogLosses, type PairedComparison, promotionGate } from './jobs/promotion-gate.js';
export { featureHashOf, runIdOf } from './jobs/run-id.js';
export { type RunResult, runWeekly, type WeeklyJobs } from './jobs/run-weekly.js';
// linear model
export { FittedLogisticRegression } from './linear-model/fitted-logistic-regression.js';
export { type Contribution, LinearScorer, type ScorableModel } from './linear-model/linear-scorer.js';
export type { ScoreOptions } from './linear-model/linear-values.js';
export {
  LogisticRegression,
  type LogisticRegressionFitOptions,
  type LogisticRegressionOptions,
} from './linear-model/logistic-regression.js';
export { separatesClasses } from './linear-model/separates-classes.js';
// metrics
export { averagePrecisionScore } from './metrics/average-precision-score.js';
export { bestF1Threshold } from './metrics/best-f1-threshold.js';
export {
  bootstrapIntervals,
  bootstrapReplicates,
  INTERVAL_METRICS,
  type IntervalMetric,
} from './metrics/bootstrap-intervals.js';
export { brierScoreLoss } from './metrics/brier-score-loss.js';
export { type ConfusionCounts, confusionCounts } from './metrics/confusion-counts.js';
export { confusionIntervals } from './metrics/confusion-intervals.js';
export { deciles } from './metrics/deciles.js';
export { compareRocAucs, type RocAucComparison, rocAucInterval } from './metrics/delong.js';
export { type EvaluateScoresOptions, evaluateScores } from './metrics/evaluate-scores.js';
export { ECE_BINS, expectedCalibrationError } from './metrics/expected-calibration-error.js';
export { f1Score } from './metrics/f1-score.js';
export { liftAtScore } from './metrics/lift-at-score.js';
export { LOG_LOSS_EPSILON, logLoss } from './metrics/log-loss.js';
export { logLossSkillScore } from './metrics/log-loss-skill-score.js';
export { precisionScore } from './metrics/precision-score.js';
export { recallScore } from './metrics/recall-score.js';
export { rocAucScore } from './metrics/roc-auc-score.js';
export { sortByScore } from './metrics/sort-by-score.js';
// model selection
export { assertEmbargo } from './model-selection/assert-embargo.js';
export { type CrossFitOptions, crossFitPath, crossFitScores } from './model-selection/cross-fit-scores.js';
export type { ModelSelection } from './model-selection/model-selection.js';
export { type NegativeSample, sampleNegatives } from './model-selection/sample-negatives.js';
export {
  C_GRID,
  type PenaltyCandidate,
  type PenaltyRule,
  penaltyPath,
  type SelectedPenalty,
  selectPenalty,
} from './model-selection/select-penalty.js';
export { splitByUser, type UserSplit } from './model-selection/split-by-user.js';
export { userFolds } from './model-selection/user-folds.js';
// ports
export type { ArtifactStore } from './ports/artifact-store.js';
export type { EvaluationStore } from './ports/evaluation-store.js';
export type { EventSource, ExportDay, ExportSummary, Reach } from './ports/event-source.js';
export type { FeatureSnapshots, LabelledRows, SnapshotSummary } from './ports/feature-snapshots.js';
export type { ModelRecord, ModelRegistry } from './ports/model-registry.js';
export type { Ports, RunIdentity } from './ports/ports.js';
export type {
  Outcomes,
  PredictionRun,
  PredictionStore,
  PublishedRun,
  StagedChecks,
  StagedScores,
} from './ports/prediction-store.js';
export { type Progress, silentProgress } from './ports/progress.js';
export type { StackInspection } from './ports/stack-inspection.js';
export type { PlannedCommand, PlannedStatement, StatementPlan } from './ports/statement-plan.js';
// predictions
export { type ChosenModel, chooseModel, firstHonestSnapshot } from './predictions/choose-model.js';
export {
  assertPublishable,
  checkBatch,
  olderSnapshot,
  predictResult,
  type ScoredUser,
  upsertPredictions,
} from './predictions/upsert-predictions.js';
// preprocessing
export {
  type DesignCategorical,
  type DesignMatrix,
  type DesignNumeric,
  designRows,
} from './preprocessing/design-matrix.js';
export { FittedPreprocessor } from './preprocessing/fitted-preprocessor.js';
export {
  designColumnNames,
  type FittedCategorical,
  type FittedNumeric,
  type FittedTransformer,
  MISSING_LEVEL,
  RARE_LEVEL,
  UNKNOWN_LEVEL,
} from './preprocessing/fitted-transformers.js';
export {
  DEFAULT_LOG1P_UNITS,
  type PreprocessingEstimator,
  Preprocessor,
  type PreprocessorFeature,
  type PreprocessorOptions,
} from './preprocessing/preprocessor.js';
// results of the jobs
export type { Cost, CostEstimate, DoctorCheck, DoctorReport, DoctorSnapshot } from './results/doctor-report.js';
export type {
  Counts,
  Decile,
  EvaluateResult,
  Interval,
  ModelStatus,
  PredictionCounts,
  PredictResult,
  ProbaResult,
  StoredFile,
  TrainingMetrics,
  TrainResult,
  WeekEvaluation,
} from './results/results.js';
export { clampLogit, MAX_LOGIT, sigmoid } from './special-functions/sigmoid.js';
// tables
export type { FeatureSpec, FeatureUnit } from './table/feature-spec.js';
export { inOrderOfRows } from './table/in-order-of-rows.js';
export { type CategoricalColumn, type Column, gather, type NumericColumn, type Row, Table } from './table/table.js';
export { categoricalColumn, type RowValue, tableFromRows } from './table/table-from-rows.js';
export type { ComputeTask, ComputeThreads } from './threads/compute-threads.js';
// windows
export {
  addDays,
  type CalendarDay,
  dayAt,
  dayOfSuffix,
  daysBetween,
  daysOf,
  missingRanges,
  parseDay,
  startOfDayMicros,
  suffixOfDay,
} from './windows/calendar-day.js';
export { describeDays, ExportCalendar } from './windows/export-calendar.js';
export { type TrainingPlan, trainingPlan } from './windows/training-plan.js';
export { USER_BUCKET_SALT, userBucket } from './windows/user-bucket.js';
export { inUserSample, SAMPLE_SCALE } from './windows/user-sample.js';
