import type { EstimatorName } from './estimator-names.js';
import type { PreparedRows, TrainingRows } from './prepared-rows.js';
import type { StoredModel } from './stored-model.js';

/** What a configuration says about the candidates; part of `TrainingSettings`. */
export interface CandidateSettings {
  readonly estimator: EstimatorName;
  /** Inverse strength of the L2 penalty, as in scikit-learn; `'auto'`: every one of a grid is a candidate. */
  readonly C: number | 'auto';
  /** Features whose effect may only rise, only fall, or is none. */
  readonly constraints?: Constraints | undefined;
}

/** The constraints that there are. */
export const CONSTRAINTS = ['increasing', 'decreasing', 'zero'] as const;

/**
 * What the effect of a feature may be: one that never falls as the number rises, one that never rises, or none. A feature with a
 * direction has no pairs; what a missing value adds is free.
 */
export type Constraint = (typeof CONSTRAINTS)[number];

/** Constraints by the name of the feature. */
export type Constraints = Readonly<Record<string, Constraint>>;

/** Hyper-parameters by name; null for one that is switched off, such as a penalty. */
export type Hyperparameters = Readonly<Record<string, number | string | boolean | null>>;

/** A fit that is only compared with others. */
export interface ComparedFit {
  /** η, one per row, of rows prepared by this model's own preprocessing. */
  decisionFunction(rows: PreparedRows): Float64Array;
}

/** A fit that can become a stored model. */
export interface FittedCandidate<M extends StoredModel = StoredModel> extends ComparedFit {
  readonly converged: boolean;
  /**
   * Standard errors of the model's parameters, in their order; null where there are too many, or the model has none.
   */
  readonly standardErrors: readonly number[] | null;
  /** What a reader should know about the fit, one sentence each. */
  readonly notes: readonly string[];
  /** The model to store in an artifact, with `shift` added to every η. */
  toModel(shift: number): M;
}

/**
 * One of the models that a selection compares: a family with its hyper-parameters. It is fitted on the rows outside
 * every fold, exactly enough to compare held-out losses; the chosen one is fitted again on all rows, as exactly as
 * possible.
 */
export interface Candidate<M extends StoredModel = StoredModel> {
  /** The kind of its family. */
  readonly kind: M['kind'];
  /** Its name in words, as scikit-learn prints an estimator: `LogisticRegression(C=0.1)`. */
  readonly name: string;
  readonly hyperparameters: Hyperparameters;
  /**
   * @param before the fits of the candidates before this one on the very same rows: a fit may start from one of them
   * @throws PropensityError `one_class`, and codes of the family
   */
  fitToCompare(rows: TrainingRows, before: readonly ComparedFit[]): ComparedFit;
  /** @throws PropensityError as `fitToCompare` */
  fit(rows: TrainingRows): FittedCandidate<M>;
}
