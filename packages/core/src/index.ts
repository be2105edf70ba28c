// artifact
export { canonicalJson } from './artifact/canonical-json.js';
export { ARTIFACT_SCHEMA_VERSION, type LinearModel, type ModelArtifact, type ModelWindows } from './artifact/model-artifact.js';
export { sha256Hex } from './artifact/sha256.js';
export type { Calibration } from './calibration/calibration.js';
// configuration
export { closestName } from './config/closest-name.js';
export { type AddedFeature, type FeatureOptions, type PropensityConfig, type PropensityConfigInput } from './config/config-schema.js';
export { configJsonSchema, defineConfig, parseConfig, settingsOf } from './config/parse-config.js';
export type { JobSettings, TrainingSettings } from './config/settings.js';
// errors
export { type ErrorKind, type ErrorOptions, PropensityError } from './errors/propensity-error.js';
// results of the jobs
export type { DoctorCheck, DoctorReport, DoctorSnapshot } from './jobs/doctor-report.js';
export type {
  Counts,
  Decile,
  EvaluateResult,
  Interval,
  ModelStatus,
  PredictionCounts,
  PredictResult,
  ProbaResult,
  TrainingMetrics,
  TrainResult,
  WeekEvaluation,
} from './jobs/results.js';
// ports
export type { ArtifactStore } from './ports/artifact-store.js';
export type { EvaluationStore } from './ports/evaluation-store.js';
export type { EventSource, ExportDay, ExportSummary, Reach } from './ports/event-source.js';
export type { FeatureSnapshots, LabelledRows, SnapshotSummary } from './ports/feature-snapshots.js';
export type { ModelRecord, ModelRegistry } from './ports/model-registry.js';
export type { Ports } from './ports/ports.js';
export type { Outcomes, PredictionRun, PredictionStore, PublishedRun, StagedChecks, StagedScores } from './ports/prediction-store.js';
export { type Progress, silentProgress } from './ports/progress.js';
// preprocessing
export {
  designColumnNames,
  type FittedCategorical,
  type FittedNumeric,
  type FittedTransformer,
  MISSING_LEVEL,
  RARE_LEVEL,
  UNKNOWN_LEVEL,
} from './preprocessing/fitted-transformers.js';
// tables
export type { FeatureSpec, FeatureUnit } from './table/feature-spec.js';
export { type CategoricalColumn, type Column, gather, type NumericColumn, type Row, Table } from './table/table.js';
// windows
export {
  addDays,
  type CalendarDay,
  dayAt,
  dayOfSuffix,
  daysBetween,
  daysOf,
  parseDay,
  startOfDayMicros,
  suffixOfDay,
} from './windows/calendar-day.js';
export { USER_BUCKET_SALT, userBucket } from './windows/user-bucket.js';
// jobs
export { doctor } from './jobs/doctor.js';
export { getProba, type ProbaAnswer } from './jobs/get-proba.js';
export type { SnapshotOptions } from './jobs/job-context.js';
export { type ModelEvaluationOptions, modelEvaluation } from './jobs/model-evaluation.js';
export { type ModelTrainingOptions, modelTraining } from './jobs/model-training.js';
export { type PredictionsOptions, predictions } from './jobs/predictions.js';
export { compareLogLosses, type PairedComparison, promotionGate } from './jobs/promotion-gate.js';
export { featureHashOf, runIdOf } from './jobs/run-id.js';
export { type RunResult, runWeekly } from './jobs/run-weekly.js';
// in-memory stack
export { InMemoryArtifactStore } from './in-memory/in-memory-artifact-store.js';
export { InMemoryEvaluationStore } from './in-memory/in-memory-evaluation-store.js';
export { type InMemoryEvent, InMemoryEventLog } from './in-memory/in-memory-event-log.js';
export { type InMemoryFeature, InMemoryFeatureSnapshots } from './in-memory/in-memory-feature-snapshots.js';
export { InMemoryModelRegistry } from './in-memory/in-memory-model-registry.js';
export { type InMemoryPortsOptions, inMemoryPorts } from './in-memory/in-memory-ports.js';
export { InMemoryPredictionStore } from './in-memory/in-memory-prediction-store.js';
// predictions
export { type ChosenModel, chooseModel, firstHonestSnapshot } from './predictions/choose-model.js';
export { assertPublishable, checkBatch, olderSnapshot, type ScoredUser, upsertPredictions } from './predictions/upsert-predictions.js';
export { parseArtifact, type SerialisedArtifact, serialiseArtifact } from './artifact/serialise-artifact.js';
export { categoricalColumn, type RowValue, tableFromRows } from './table/table-from-rows.js';
export { describeDays, ExportCalendar } from './windows/export-calendar.js';
export { type TrainingPlan, trainingPlan } from './windows/training-plan.js';
