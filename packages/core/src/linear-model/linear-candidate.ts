import type { Candidate, ComparedFit, FittedCandidate } from '../models/candidate.js';
import type { PreparedRows, TrainingRows } from '../models/prepared-rows.js';
import { fixedPenaltyNote } from './fixed-penalty-note.js';
import type { FittedLinearModel, LinearEstimator } from './linear-estimator.js';
import type { LinearModel } from './linear-model.js';
import { standardErrors } from './standard-errors.js';

export interface LinearCandidateOptions {
  /** The same estimator with a coarser tolerance, for comparing held-out losses; default: the estimator itself. */
  readonly comparedBy?: LinearEstimator;
  /**
   * Whether the configuration fixed the penalty: a note then says when there are few positives for it. Default false.
   */
  readonly isPenaltyFixed?: boolean;
}

/** A linear estimator as a candidate: `LogisticRegression`, `MlLogisticRegression`, or one of your own. */
export class LinearCandidate implements Candidate<LinearModel> {
  readonly kind = 'linear';
  readonly name: string;
  readonly hyperparameters: { readonly C: number | null };
  readonly #estimatorName: string;
  readonly #estimator: LinearEstimator;
  readonly #options: LinearCandidateOptions;

  /** @param estimatorName the name of the estimator's class, as in the artifact */
  constructor(estimatorName: string, estimator: LinearEstimator, options: LinearCandidateOptions = {}) {
    const C = Number.isFinite(estimator.C) ? estimator.C : null;
    this.name = `${estimatorName}(${C === null ? '' : `C=${C}`})`;
    this.hyperparameters = { C };
    this.#estimatorName = estimatorName;
    this.#estimator = estimator;
    this.#options = options;
  }

  /** Starts from the solution of the last linear fit in `before`. */
  fitToCompare(rows: TrainingRows, before: readonly ComparedFit[]): LinearFit {
    const start = before.findLast((fit) => fit instanceof LinearFit)?.fitted;
    return new LinearFit(this.#fit(this.#options.comparedBy ?? this.#estimator, rows, start));
  }

  fit(rows: TrainingRows): FittedCandidate<LinearModel> {
    const fitted = this.#fit(this.#estimator, rows);
    const { C } = this.hyperparameters;
    const { labels, sampleWeight, compute } = rows;
    const errors =
      C === null || sampleWeight !== undefined
        ? null
        : standardErrors(fitted, { design: rows.prepared.design, y: labels }, C, compute);
    const positives = labels.reduce((sum, y) => sum + y, 0);
    const note = this.#options.isPenaltyFixed === true ? fixedPenaltyNote(C, positives, fitted.coef.length) : null;
    return new KeptLinearFit(fitted, {
      standardErrors: errors && Array.from(errors),
      notes: note === null ? [] : [note],
      named: { estimator: this.#estimatorName, C },
    });
  }

  #fit(estimator: LinearEstimator, rows: TrainingRows, start?: FittedLinearModel): FittedLinearModel {
    const { prepared, labels, sampleWeight, compute } = rows;
    return estimator.fit(prepared.design, labels, {
      ...(sampleWeight && { sampleWeight }),
      ...(start && { start }),
      compute,
    });
  }
}

/** A linear model over the design of prepared rows. */
class LinearFit implements ComparedFit {
  constructor(readonly fitted: FittedLinearModel) {}

  decisionFunction(rows: PreparedRows): Float64Array {
    return this.fitted.decisionFunction(rows.design);
  }
}

class KeptLinearFit extends LinearFit implements FittedCandidate<LinearModel> {
  readonly converged: boolean;
  readonly standardErrors: readonly number[] | null;
  readonly notes: readonly string[];
  readonly #named: Pick<LinearModel, 'estimator' | 'C'>;

  constructor(
    fitted: FittedLinearModel,
    rest: Pick<FittedCandidate, 'standardErrors' | 'notes'> & { readonly named: Pick<LinearModel, 'estimator' | 'C'> },
  ) {
    super(fitted);
    this.converged = fitted.converged;
    this.standardErrors = rest.standardErrors;
    this.notes = rest.notes;
    this.#named = rest.named;
  }

  toModel(shift: number): LinearModel {
    const { coef, intercept, nIter, converged } = this.fitted;
    return { kind: 'linear', ...this.#named, coef: Array.from(coef), intercept: intercept + shift, nIter, converged };
  }
}
