import type { ModelArtifact } from '../artifact/model-artifact.js';
import type { OutcomeEntries, OutcomeGrouping, ShadowEntries } from '../counted-scores/outcome-entries.js';
import type { Selection } from '../decisions/selection.js';
import type { CollapsedInput } from '../drift/collapsed-inputs.js';
import type { DriftRow } from '../drift/compare-states.js';
import type { ChosenAs, PredictResult, ProbaResult } from '../results/results.js';
import type { Table } from '../table/table.js';

/** What publishing needs to know about a run. */
export interface PredictionRun {
  readonly runId: string;
  /** The name of what is predicted: current predictions are kept by user and target. */
  readonly target: string;
  readonly snapshot: string;
  readonly model: string;
  readonly sha256: string;
  /** When the scores were made, ISO 8601 UTC; the `predicted_at` of every row. */
  readonly predictedAt: string;
  readonly inSample: boolean;
  readonly horizonDays: number;
  readonly allowedMissingDays: readonly string[];
  /** Which of the scored users are marked as selected. */
  readonly selection: Selection;
  /** Inputs that have collapsed since the model was trained, and are accepted; none when left out. */
  readonly acceptedDrift?: readonly CollapsedInput[];
  /** The week beside the training and the week before it, for `ma_drift`; nothing is written there when left out. */
  readonly drift?: readonly DriftRow[];
  /** Why this model scored; not reported when left out. */
  readonly chosenAs?: ChosenAs;
  /** What a reader of the result should know; nothing when left out. */
  readonly notes?: readonly string[];
  /** Days of behaviour that the scores are made of; not reported when left out. */
  readonly lookbackDays?: number;
  /** Challengers that score in the shadow of this run; none when left out. */
  readonly shadows?: readonly string[];
}

/** A published run, as in `ma_prediction_runs`. */
export interface PublishedRun
  extends Omit<
    PredictionRun,
    'selection' | 'acceptedDrift' | 'drift' | 'chosenAs' | 'notes' | 'lookbackDays' | 'shadows'
  > {
  readonly result: PredictResult;
  /** `scoresChecksum` of what it published; left out of runs of earlier versions. */
  readonly scoresChecksum?: number;
}

/** Facts about a staged batch; anything but 0 (except `rows`) is an error, and nothing is written. */
export interface StagedChecks {
  readonly rows: number;
  readonly duplicateUsers: number;
  readonly nullUsers: number;
  /** NULL, NaN or outside [0, 1]. */
  readonly badProbabilities: number;
  /** Users of the population that have no score. */
  readonly missingUsers: number;
}

/** Scores of one run in staging, made inside the warehouse and not yet visible to anyone. */
export interface StagedScores {
  checks(): Promise<StagedChecks>;
  /** Users by score, in the bins [−∞, e₀), [e₀, e₁), …, [eₖ, ∞). @param edges ascending */
  distribution(edges: readonly number[]): Promise<readonly number[]>;
  /**
   * Up to `size` rows drawn by `seed`: their features and the warehouse's scores, for comparison with core's scorer.
   */
  sample(size: number, seed: number): Promise<{ readonly features: Table; readonly proba: Float64Array }>;
  /**
   * In one transaction: overwrites, appends and keeps current predictions, appends to the history and to the rows of drift (replacing
   * those of the same snapshot and model), and records the run. All of it or nothing. When the very same run has been published
   * and is not among those known when the scores were staged, nothing is written and its result is returned.
   * @param forgetBefore the target's predictions of weeks before this day, current ones and the history's, are deleted first in the
   * same transaction; all are kept when it is left out
   * @param shadows scores of challengers at the same snapshot, staged by the same store: kept beside these ones in the same transaction,
   * replacing those of the same snapshot and model, and never served
   * @throws PropensityError `older_snapshot` when a run of a newer snapshot of the same target has been published.
   */
  publish(run: PredictionRun, forgetBefore?: string, shadows?: readonly ShadowScores[]): Promise<PredictResult>;
  /** Drops the staging area. Always called, after `publish` too. */
  discard(): Promise<void>;
}

/** Scores of a challenger in staging, to be kept beside those that are published. */
export interface ShadowScores {
  readonly model: string;
  readonly staged: StagedScores;
}

/** What is in `ma_drift` of a published week of a model. */
export interface DriftOfWeek {
  readonly week: string;
  readonly model: string;
  /** In the order in which they were published. */
  readonly rows: readonly DriftRow[];
}

/** Port: current predictions, their append-only history and the runs that made them, of all targets. */
export interface PredictionStore {
  /**
   * Scores the materialised snapshot with the artifact inside the warehouse, into staging.
   * @param known the runs that the caller has seen published: any other is one that was published since. Those that there
   * are now when it is left out
   */
  stage(artifact: ModelArtifact, snapshot: string, known?: readonly PublishedRun[]): Promise<StagedScores>;
  /** Every published run of every target, by snapshot, then `predictedAt`, oldest first. */
  runs(): Promise<readonly PublishedRun[]>;
  /** The rows of drift of a target's weeks from that day on, all when it is left out, by week, then model. */
  drift(target: string, from?: string): Promise<readonly DriftOfWeek[]>;
  /** The current prediction of a user for a target, or null. */
  find(userId: string, target: string): Promise<ProbaResult | null>;
  /**
   * The history rows of that snapshot and model, grouped inside the warehouse, with labels counted from the export as it is now: 1 for a user
   * who performed the target event in [S, S + horizon), else 0, also for one who did not come back. The entries are in an order that depends
   * on the rows alone.
   */
  readOutcomes(snapshot: string, model: string, grouping: OutcomeGrouping): Promise<OutcomeEntries>;
  /** Notes which of the exported and held-out users of that week have converted in [S, S + horizon), as the export says it now. */
  settleGroups(snapshot: string, target: string): Promise<void>;
  /** The rows of a challenger in the shadow of that snapshot, likewise, with what was served to the same users. */
  readShadow(snapshot: string, model: string, grouping: OutcomeGrouping): Promise<ShadowEntries>;
}
