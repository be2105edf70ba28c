export type { AlertStore } from '../ports/alert-store.js';
export type { ArtifactStore } from '../ports/artifact-store.js';
export type { ErasedRows, Erasure, ExportedFile, Trace, TraceSearch } from '../ports/erasure.js';
export type { EvaluationStore } from '../ports/evaluation-store.js';
export type { EventSource, ExportSummary, NamedEvents, Reach, SnapshotCounts } from '../ports/event-source.js';
export type {
  AmountEvidence,
  AudienceCount,
  AudienceEvidence,
  DatedColumns,
  EvidenceOptions,
  ExportEvidence,
  MisplacedRows,
} from '../ports/export-evidence.js';
export type {
  DistributionOptions,
  FeatureSnapshots,
  KnownDefinitions,
  LabelledRows,
  ProfileOptions,
  PropertyFeatures,
  SnapshotSummary,
} from '../ports/feature-snapshots.js';
export type { ModelChange, ModelRecord, ModelRegistry } from '../ports/model-registry.js';
export type { NotedColumn, OwnTable } from '../ports/own-table.js';
export type { Ports, RunIdentity, SnapshotWindows, WindowedPorts } from '../ports/ports.js';
export type {
  DriftOfWeek,
  PredictionRun,
  PredictionStore,
  PublishedRun,
  ShadowScores,
  StagedChecks,
  StagedScores,
} from '../ports/prediction-store.js';
export { type Progress, silentProgress } from '../ports/progress.js';
export type { PublishedReport, ReportStore } from '../ports/report-store.js';
export type {
  ConsentWindow,
  ExportChoice,
  ExportedScore,
  ExportFilter,
  ScoreExport,
  ScoreExports,
  StagedExport,
} from '../ports/score-exports.js';
export type { ServedRun, ServingChanges, ServingState, ServingStore } from '../ports/serving-store.js';
export type { StackInspection } from '../ports/stack-inspection.js';
export type { PlannedCommand, PlannedStatement, StatementPlan } from '../ports/statement-plan.js';
export type {
  CurrentRows,
  GivenRows,
  HistoryRows,
  StoredArea,
  StoredFault,
  StoredState,
  UserRows,
  UsersNotCurrent,
} from '../ports/stored-state.js';
export type {
  BinWidth,
  ColumnMoments,
  CurvatureSums,
  DifferenceSums,
  LevelColumn,
  LevelCount,
  LevelCounts,
  LossAndGradient,
  NumberColumn,
  NumberRange,
  PreparedColumns,
  PreparedLevels,
  PreparedNumber,
  RowDivision,
  RowSet,
  RowSetCounts,
  ScannedFit,
  TrainingMemory,
  TrainingRows,
  TrainingRowsOptions,
  ValueCount,
  ValueRange,
  WarehouseTraining,
} from '../ports/training-rows.js';
export type { PropertyEvents } from '../table/property-events.js';
