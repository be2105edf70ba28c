import type { ModelStatus, StoredFile, TrainResult } from '../results/results.js';

/** A row of `ma_model_training_metadata`. */
export interface ModelRecord {
  readonly runId: string;
  /** S of the training run: its labels end at `trainingDate` + `horizonDays`. */
  readonly trainingDate: string;
  /** When the run ended, ISO 8601 UTC. */
  readonly trainedAt: string;
  readonly model: string;
  readonly fileNameInBucket: string;
  readonly sha256: string;
  /** The preprocessing that was built beforehand; left out where training fitted its own. */
  readonly preprocessor?: StoredFile;
  readonly status: ModelStatus;
  readonly targetEvent: string;
  readonly lookbackDays: number;
  readonly horizonDays: number;
  readonly configHash: string;
  readonly featureHash: string;
  readonly codeVersion: string;
  readonly allowedMissingDays: readonly string[];
  /** What the run returned; also the source of the row's metric and count columns. */
  readonly result: TrainResult;
}

/**
 * What people decide about models: `promote` accepts one and passes newer ones over; `rollback` does so with the one before the current;
 * `retire` takes one out of use; `pin` has every prediction use one until `unpin`.
 */
export const MODEL_ACTIONS = ['promote', 'pin', 'unpin', 'rollback', 'retire'] as const;

/** One of `MODEL_ACTIONS`. */
export type ModelAction = (typeof MODEL_ACTIONS)[number];

/** A row of `ma_model_changes`. Rows are only ever appended. */
export interface ModelChange {
  /** 1, 2, 3, …: the order of the changes, whatever the clocks said. */
  readonly sequence: number;
  /** A text of its own for each attempt to append. */
  readonly changeId: string;
  readonly target: string;
  readonly action: ModelAction;
  /** The model that it is about; of an `unpin`, the one that was pinned. */
  readonly model: string;
  /** Accepted models that were newer, and are out of use from here on; none but for `promote` and `rollback`. */
  readonly passedOver: readonly string[];
  /** Who decided. */
  readonly by: string;
  /** ISO 8601, UTC, by the clock of whoever decided. */
  readonly at: string;
  /** In words; empty where nothing was said. */
  readonly why: string;
}

/** Port: the models that were trained, and what people have decided about them. */
export interface ModelRegistry {
  /** Inserts the record, or replaces the one of the same `runId`. */
  put(record: ModelRecord): Promise<void>;
  /** All records, by `trainingDate`, then `trainedAt`, newest first. */
  list(): Promise<readonly ModelRecord[]>;
  /** Everything that was decided, of every target, by `sequence`. */
  changes(): Promise<readonly ModelChange[]>;
  /**
   * Appends a decision: all of it or nothing. The same one again (by `changeId`) is a no-op.
   * @throws PropensityError `models_changed` (kind `conflict`) when another one has its `sequence`
   */
  append(change: ModelChange): Promise<void>;
}
