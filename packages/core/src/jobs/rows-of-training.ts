import type { ModelArtifact } from '../artifact/model-artifact.js';
import type { DecisionOutcome } from '../decisions/evaluate-decision.js';
import type { TrainedDistributions } from '../drift/drift-state.js';
import type { Counts, TrainingMetrics, TrainResult } from '../results/results.js';
import type { ChampionComparison } from './compare-with-champion.js';
import type { FittedModel } from './fit-model.js';
import type { SingleFeatureAuc } from './single-feature-auc.js';

/** What a test says of a fit. */
export interface TestedRows {
  readonly metrics: TrainingMetrics;
  readonly decision: DecisionOutcome;
  readonly simpleRule: TrainResult['simple_rule'];
  /** Sum of the probabilities. */
  readonly predictedPositives: number;
  /** Null where there is no champion to compare with, or no row is left for it. */
  readonly against: ChampionComparison | null;
}

/** The snapshot whose features and scores are described. */
export interface DescribedSnapshot {
  readonly snapshot: string;
  readonly users: number;
  /** The model's features. */
  readonly names: readonly string[];
}

/** The labelled rows of one training, and what it does with them: in memory, or where they are. */
export interface RowsOfTraining {
  readonly counts: { readonly all: Counts; readonly train: Counts; readonly test: Counts };
  /** Rows of the test snapshot, of all users. */
  readonly ofTestSnapshot: number;
  /** How well each feature alone tells the label. */
  singleFeatureAucs(): Promise<readonly SingleFeatureAuc[]>;
  /** Fits on the training rows. @param population users that are scored at a time */
  fit(population: number): Promise<FittedModel>;
  /** @param champion to compare with on the same rows; null for none */
  test(fitted: FittedModel, champion: ModelArtifact | null, population: number): Promise<TestedRows>;
  /** As `refitModel`. */
  refit(tested: FittedModel): Promise<FittedModel | null>;
  distributions(served: FittedModel, of: DescribedSnapshot): Promise<TrainedDistributions>;
  /** What a reader should know of how this was done, one sentence each. */
  readonly notes: readonly string[];
  close(): Promise<void>;
}
