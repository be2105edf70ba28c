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
