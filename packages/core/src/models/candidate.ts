import type { EstimatorName } from './estimator-names.js';
import type { PreparedRows, TrainingRows } from './prepared-rows.js';
import type { StoredModel } from './stored-model.js';

/** What a configuration says of the candidates; `TrainingSettings` of a configuration has it. */
export interface CandidateSettings {
  readonly estimator: EstimatorName;
  /** Inverse strength of the L2 penalty, as in scikit-learn; `'auto'`: every one of a grid is a candidate. */
  readonly C: number | 'auto';
}

/** Hyper-parameters by name; null for one that is switched off, such as a penalty. */
export type Hyperparameters = Readonly<Record<string, number | string | boolean | null>>;

/** A fit that is only compared with others. */
export interface ComparedFit {
  /** η, one a row, of rows that this model's own preprocessing has prepared. */
  decisionFunction(rows: PreparedRows): Float64Array;
}

/** A fit that can be kept. */
export interface FittedCandidate<M extends StoredModel = StoredModel> extends ComparedFit {
  readonly converged: boolean;
  /** Of the model's parameters, in their order; null where there are too many, or it has none. */
  readonly standardErrors: readonly number[] | null;
  /** What a reader should know of it, one sentence each. */
  readonly notes: readonly string[];
  /** What an artifact carries, with `shift` added to every η. */
  toModel(shift: number): M;
}

/**
 * One of the models that a selection compares: a family with its hyper-parameters. It is fitted on every fold's other rows,
 * good enough to compare held-out losses by, and the one that is chosen once more on all rows, as exactly as can be.
 */
export interface Candidate<M extends StoredModel = StoredModel> {
  /** Of its family. */
  readonly kind: M['kind'];
  /** For people, as scikit-learn prints an estimator: `LogisticRegression(C=0.1)`. */
  readonly name: string;
  readonly hyperparameters: Hyperparameters;
  /**
   * @param before the fits of the candidates before this one on the very same rows: a fit may start from one of them
   * @throws PropensityError `one_class`, and what the family cannot do
   */
  fitToCompare(rows: TrainingRows, before: readonly ComparedFit[]): ComparedFit;
  /** @throws PropensityError as `fitToCompare` */
  fit(rows: TrainingRows): FittedCandidate<M>;
}
