import type { ComputeContext } from '../compute-context/compute-context.js';
import type { JobSettings } from '../config/settings.js';
import type { AlertStore } from './alert-store.js';
import type { ArtifactStore } from './artifact-store.js';
import type { Erasure } from './erasure.js';
import type { EvaluationStore } from './evaluation-store.js';
import type { EventSource } from './event-source.js';
import type { FeatureSnapshots } from './feature-snapshots.js';
import type { ModelRegistry } from './model-registry.js';
import type { PredictionStore } from './prediction-store.js';
import type { Progress } from './progress.js';
import type { ReportStore } from './report-store.js';
import type { ScoreExports } from './score-exports.js';
import type { ServingStore } from './serving-store.js';
import type { StackInspection } from './stack-inspection.js';
import type { StatementPlan } from './statement-plan.js';
import type { StoredState } from './stored-state.js';
import type { WarehouseTraining } from './training-rows.js';

/** What identifies a run, from the moment a job knows what it is going to do. */
export interface RunIdentity {
  readonly job: 'doctor' | 'modelTraining' | 'predictions' | 'modelEvaluation' | 'preprocessorBuild' | 'forget';
  readonly runId: string;
  /** S; for an evaluation, the day it looks back from; for what has no snapshot, today. */
  readonly snapshot: string;
}

/** The windows of a snapshot, in days before and after S. */
export type SnapshotWindows = Pick<JobSettings, 'lookbackDays' | 'horizonDays'>;

/** The ports whose answers depend on the windows. */
export type WindowedPorts = Pick<Ports, 'events' | 'snapshots' | 'predictions' | 'inspection'>;

/** Everything a job needs from the outside. A stack (in memory, local, GCP) is one object of this shape. */
export interface Ports {
  readonly events: EventSource;
  readonly snapshots: FeatureSnapshots;
  readonly artifacts: ArtifactStore;
  readonly registry: ModelRegistry;
  readonly predictions: PredictionStore;
  readonly evaluations: EvaluationStore;
  readonly alerts: AlertStore;
  readonly exports: ScoreExports;
  readonly erasure: Erasure;
  /** Left out by stacks that train in memory only. */
  readonly training?: WarehouseTraining;
  /** The copy that lookups are answered from; left out by stacks whose lookups read the predictions themselves. */
  readonly serving?: ServingStore;
  /** Left out by stacks that keep no reports: a file of the user's is enough. */
  readonly reports?: ReportStore;
  /** Left out by stacks that need no rights and cost nothing. */
  readonly inspection?: StackInspection;
  /** Left out by stacks that cannot list their statements without running them. */
  readonly plan?: StatementPlan;
  /** Left out by stacks that keep nothing. */
  readonly stored?: StoredState;
  /** Kernels and threads for fits, whose results are the same to the last bit. Left out where no threads help. */
  readonly compute?: ComputeContext;
  readonly progress: Progress;
  /**
   * The ports whose answers depend on the windows, over the same tables, for others than the settings have. Left out by stacks that are
   * made for one lookback.
   */
  readonly withWindows?: (windows: SnapshotWindows) => WindowedPorts;
  /** Called once a job knows its run: adapters name and label what they do for it. */
  readonly begin?: (run: RunIdentity) => void;
  /** Called when a job found nothing to do and returns the result of an earlier run. */
  readonly repeat?: (run: RunIdentity) => void;
  /** Milliseconds since the epoch, UTC. */
  readonly clock: () => number;
}
