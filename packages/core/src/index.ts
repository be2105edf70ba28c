// artifact

export {
  ARTIFACT_SCHEMA_VERSION,
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
} from './calibration-fitting/choose-calibration.js';
export { type BetaCalibration, fitBeta } from './calibration-fitting/fit-beta.js';
export { fitIsotonic, type IsotonicCalibration } from './calibration-fitting/fit-isotonic.js';
export { fitPlatt, type PlattCalibration } from './calibration-fitting/fit-platt.js';
export { type IsotonicBlock, isotonicRegression } from './calibration-fitting/isotonic-regression.js';
export { type ReliabilityBin, reliability } from './calibration-fitting/reliability.js';
// the classifier
export type { ColumnChoices } from './classifier/classifier-features.js';
export { type ClassifierFile, FittedPropensityClassifier } from './classifier/fitted-propensity-classifier.js';
export {
  type ClassifierFitOptions,
  PropensityClassifier,
  type PropensityClassifierOptions,
} from './classifier/propensity-classifier.js';
// compute
export { compute } from './compute.js';
export { type ComputeContext, PLAIN_COMPUTE } from './compute-context/compute-context.js';
export { computeContext, FASTEST_COMPUTE } from './compute-context/fastest-compute.js';
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
export type { SourceConfig } from './config/sources/source-schema.js';
export { workDatasetOf } from './config/work-dataset.js';
// decisions
export {
  type DecisionPolicy,
  type DecisionPolicyName,
  decisionThreshold,
  policyName,
} from './decisions/decision-policy.js';
export { type CapacityOutcome, type DecisionOutcome, evaluateDecision } from './decisions/evaluate-decision.js';
export { type Selection, selectedUsers, selectionOf } from './decisions/selection.js';
// inputs against those of training
export { type CollapsedInput, collapsedInputs } from './drift/collapsed-inputs.js';
export type { FeatureProfile, InputProfile, RecentEvents } from './drift/input-profile.js';
// errors
export { type ErrorKind, type ErrorOptions, PropensityError } from './errors/propensity-error.js';
// explanations
export { contributionMoments } from './explanations/contribution-moments.js';
export { type ExplainableModel, type Explanation, explain, type Reason } from './explanations/explain.js';
export { type FeatureWindow, featureWindow } from './explanations/feature-windows.js';
export { type FeatureEffect, globalEffects } from './explanations/global-effects.js';
export { effectInWords, type ReasonPart } from './explanations/reason-in-words.js';
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
export { promotionGate } from './jobs/promotion-gate.js';
export { featureHashOf, runIdOf } from './jobs/run-id.js';
export { type FailedJob, type RunResult, runWeekly, type WeeklyJobs } from './jobs/run-weekly.js';
export { findScoreDisagreement, type ScoreDisagreement } from './jobs/verify-scores.js';
// linear model
export { FittedLogisticRegression } from './linear-model/fitted-logistic-regression.js';
export { isCentredFirst } from './linear-model/is-centred-first.js';
export { LinearCandidate, type LinearCandidateOptions } from './linear-model/linear-candidate.js';
export { C_GRID, logisticRegressionCandidates } from './linear-model/linear-candidates.js';
export type { LinearColumnEffect } from './linear-model/linear-effects.js';
export type { FittedLinearModel, LinearEstimator, LinearFitOptions } from './linear-model/linear-estimator.js';
export type { LinearModel } from './linear-model/linear-model.js';
export { LinearScorer, type ScorableLinearModel } from './linear-model/linear-scorer.js';
export {
  LogisticRegression,
  type LogisticRegressionFitOptions,
  type LogisticRegressionOptions,
} from './linear-model/logistic-regression.js';
export {
  MlLogisticRegression,
  type MlLogisticRegressionOptions,
} from './linear-model/ml-logistic-regression/ml-logistic-regression.js';
export { separatesClasses } from './linear-model/separates-classes.js';
export { MAX_STANDARD_ERRORS, standardErrors } from './linear-model/standard-errors.js';
// metrics
export { averagePrecisionScore } from './metrics/average-precision-score.js';
export { bestF1Threshold } from './metrics/best-f1-threshold.js';
export { type BootstrapOptions, bootstrapInterval, bootstrapReplicates } from './metrics/bootstrap-interval.js';
export { brierScoreLoss } from './metrics/brier-score-loss.js';
export { type CalibrationCurve, type CalibrationCurveOptions, calibrationCurve } from './metrics/calibration-curve.js';
export { compareLogLosses, type LogLossComparison } from './metrics/compare-log-losses.js';
export { compareRocAucs, type RocAucComparison } from './metrics/compare-roc-aucs.js';
export { type ConfusionCounts, confusionCounts } from './metrics/confusion-counts.js';
export { type Decile, deciles } from './metrics/deciles.js';
export {
  type EvaluateScoresOptions,
  evaluateCounts,
  evaluateScores,
  type MetricIntervals,
  type ScoreEvaluation,
  type ThresholdEvaluation,
} from './metrics/evaluate-scores.js';
export { ECE_BINS, expectedCalibrationError } from './metrics/expected-calibration-error.js';
export { f1Score } from './metrics/f1-score.js';
export type { Interval } from './metrics/interval.js';
export { type LiftOptions, liftAtScore } from './metrics/lift-at-score.js';
export { LOG_LOSS_EPSILON, logLoss } from './metrics/log-loss.js';
export { logLossSkillScore } from './metrics/log-loss-skill-score.js';
export {
  camelCase,
  type MetricDeclaration,
  type MetricUnit,
  type ScoreMetric,
  type ThresholdMetric,
} from './metrics/metric.js';
export { METRICS, type MetricName, metricNamed, SCORE_METRICS, THRESHOLD_METRICS } from './metrics/metric-list.js';
export type { MetricOptions } from './metrics/metric-options.js';
export {
  type PrecisionRecallCurve,
  type PrecisionRecallCurveOptions,
  precisionRecallCurve,
} from './metrics/precision-recall-curve.js';
export { precisionScore } from './metrics/precision-score.js';
export { type RankedScores, rankScores } from './metrics/ranked-scores.js';
export { recallScore } from './metrics/recall-score.js';
export { rocAucInterval } from './metrics/roc-auc-interval.js';
export { rocAucScore } from './metrics/roc-auc-score.js';
export { type RocCurve, type RocCurveOptions, rocCurve } from './metrics/roc-curve.js';
export { sortByScore } from './metrics/sort-by-score.js';
export type { ZeroDivisionOptions } from './metrics/zero-division.js';
export { candidatesOf } from './model-families/candidates-of.js';
export { scorerOf } from './model-families/scorer-of.js';
export { type Model, type ScorableModel, scoringFamilyOf } from './model-families/scoring-families.js';
// model selection
export { type CrossFitOptions, crossFitCandidates, crossFitScores } from './model-selection/cross-fit-scores.js';
export {
  type ModelSelection,
  type PenaltyResult,
  type ReportedSelection,
  reportedSelection,
} from './model-selection/model-selection.js';
export { type NegativeSample, sampleNegatives } from './model-selection/sample-negatives.js';
export {
  type CandidateResult,
  type HeldOutLoss,
  type SelectedCandidate,
  type SelectionRule,
  selectCandidate,
} from './model-selection/select-candidate.js';
export { splitByUser, type UserSplit } from './model-selection/split-by-user.js';
export { userFolds } from './model-selection/user-folds.js';
// models of any family
export { CalibratedScorer } from './models/calibrated-scorer.js';
export type {
  Candidate,
  CandidateSettings,
  ComparedFit,
  FittedCandidate,
  Hyperparameters,
} from './models/candidate.js';
export { ESTIMATOR_NAMES, type EstimatorName } from './models/estimator-names.js';
export type { ColumnEffect } from './models/model-effects.js';
export type { ContributionMoments, ModelExplanations } from './models/model-explanations.js';
export { PreparedRows, type TrainingRows } from './models/prepared-rows.js';
export type { Contribution, ScoreOptions, Scorer } from './models/scorer.js';
export type { Scorable, StoredModel } from './models/stored-model.js';
// ports
export type { ArtifactStore } from './ports/artifact-store.js';
export type { EvaluationStore } from './ports/evaluation-store.js';
export type { EventSource, ExportSummary, Reach, SnapshotCounts } from './ports/event-source.js';
export type { FeatureSnapshots, KnownDefinitions, LabelledRows, SnapshotSummary } from './ports/feature-snapshots.js';
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
export {
  type ConfusionJson,
  type DecileJson,
  type IntervalsJson,
  metricsJson,
  type ScoreMetricsJson,
  type ThresholdMetricsJson,
} from './results/metrics-json.js';
export type {
  Counts,
  EvaluateResult,
  ModelStatus,
  PredictionCounts,
  PredictResult,
  ProbaResult,
  StoredFile,
  TrainingMetrics,
  TrainResult,
  WeekEvaluation,
} from './results/results.js';
export { parseTrainResult, parseWeekEvaluation } from './results/stored-results.js';
export { clampLogit, MAX_LOGIT, sigmoid } from './special-functions/sigmoid.js';
// tables
export { concatenateColumns } from './table/concatenate-columns.js';
export type { FeatureSpec, FeatureUnit } from './table/feature-spec.js';
export { inOrderOfRows } from './table/in-order-of-rows.js';
export { LevelCodes } from './table/level-codes.js';
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
export { type CalendarOptions, describeDays, ExportCalendar } from './windows/export-calendar.js';
export type { ExportDay } from './windows/export-day.js';
export type { SnapshotCalendar } from './windows/snapshot-calendar.js';
export { type TrainingPlan, trainingPlan } from './windows/training-plan.js';
export { USER_BUCKET_SALT, userBucket } from './windows/user-bucket.js';
export { inUserSample, SAMPLE_SCALE } from './windows/user-sample.js';
export { QUARTER_MICROS, type ZoneEvidence } from './zone/zone-evidence.js';
// the zone of an export
export { type FittingZones, fittingZones, type ZoneFit, zoneEvidenceOf, zoneFit } from './zone/zone-fit.js';
export { type ZoneVerdict, zoneVerdict } from './zone/zone-verdict.js';
