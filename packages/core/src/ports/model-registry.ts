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

/** Port: the models that were trained, newest first. */
export interface ModelRegistry {
  /** Inserts the record, or replaces the one of the same `runId`. */
  put(record: ModelRecord): Promise<void>;
  /** All records, by `trainingDate`, then `trainedAt`, newest first. */
  list(): Promise<readonly ModelRecord[]>;
}
