export { type BackfilledWeek, type BackfillOptions, type BackfillResult, backfill } from '../jobs/backfill.js';
export { type BuildPreprocessorResult, buildPreprocessor } from '../jobs/build-preprocessor.js';
export { doctor } from '../jobs/doctor.js';
export { type ExplainedProba, explainProba } from '../jobs/explain-proba.js';
export { type FitModelOptions, type FittedModel, fitModel } from '../jobs/fit-model.js';
export { getProba, isStale, type ProbaAnswer } from '../jobs/get-proba.js';
export { type EndedJob, type JobAlerts, jobAlerts, openAlerts } from '../jobs/job-alerts.js';
export type { SnapshotOptions } from '../jobs/job-context.js';
export { type ModelEvaluationOptions, modelEvaluation } from '../jobs/model-evaluation.js';
export { type ModelTrainingOptions, modelTraining } from '../jobs/model-training.js';
export { type PredictionsOptions, predictions } from '../jobs/predictions.js';
export { promotionGate } from '../jobs/promotion-gate.js';
export { featureHashOf, runIdOf } from '../jobs/run-id.js';
export { type FailedJob, type RunResult, runWeekly, type WeeklyJobs } from '../jobs/run-weekly.js';
export { type ShadowGate, shadowGate } from '../jobs/shadow-gate.js';
export { type VerifyResult, verify } from '../jobs/verify.js';
export { findScoreDisagreement, type ScoreDisagreement } from '../jobs/verify-scores.js';
export { BYTES_AT_REST, COMFORTABLE_SHARE, trainingBytes } from '../jobs/where-to-train.js';
export type {
  Cost,
  CostEstimate,
  DoctorCheck,
  DoctorProposal,
  DoctorReport,
  DoctorSnapshot,
  ProposedLines,
} from '../results/doctor-report.js';
export {
  type ConfusionJson,
  type DecileJson,
  type IntervalsJson,
  metricsJson,
  type ScoreMetricsJson,
  type ThresholdMetricsJson,
} from '../results/metrics-json.js';
export type {
  ChosenAs,
  Counts,
  EvaluateResult,
  ModelStatus,
  PredictionCounts,
  PredictResult,
  ProbaResult,
  RecalibrationJson,
  RecalibrationOutcome,
  RefitJson,
  ShadowComparison,
  StoredFile,
  TrainingMetrics,
  TrainResult,
  WeekDecay,
  WeekEvaluation,
} from '../results/results.js';
export { parseTrainResult, parseWeekEvaluation } from '../results/stored-results.js';
export type { WindowsJson } from '../results/windows-json.js';
