import type { Candidate, ComparedFit, FittedCandidate } from '../models/candidate.js';
import type { PreparedRows, TrainingRows } from '../models/prepared-rows.js';
import { additiveEta } from './additive-eta.js';
import type { AdditiveModel } from './additive-model.js';
import type { Constraints } from './constraints.js';
import { type AdditiveFit, type AdditiveSettings, fitAdditive } from './fit-additive.js';
import { modelOfFit } from './model-of-fit.js';

/** The most pairs of features that a model has. */
export const MAX_PAIRS = 20;

export interface AdditiveCandidateOptions {
  /** Inverse strength of the L2 penalty of the linear part. */
  readonly C: number;
  /** Greatest number of pairs; default 20. */
  readonly maxPairs?: number;
  /** Features whose effect may only rise, only fall, or is none. */
  readonly constraints?: Constraints;
  /** Of the sample of rows that penalties and pairs are learnt from, where there are more than 200,000. Default 1. */
  readonly seed?: number;
}

/** The additive model as a candidate: logistic regression, a table for each feature, and tables of pairs, in one fit. */
export class AdditiveCandidate implements Candidate<AdditiveModel> {
  readonly kind = 'additive';
  readonly name: string;
  readonly hyperparameters: { readonly C: number; readonly maxPairs: number };
  readonly #settings: AdditiveSettings;

  constructor({ C, maxPairs = MAX_PAIRS, constraints = {}, seed = 1 }: AdditiveCandidateOptions) {
    this.name = `AdditiveModel(C=${C}, maxPairs=${maxPairs})`;
    this.hyperparameters = { C, maxPairs };
    this.#settings = { C, maxPairs, constraints, seed };
  }

  fitToCompare(rows: TrainingRows): ComparedFit {
    return new ComparedAdditiveFit(fitAdditive(rows, this.#settings, false).fit);
  }

  fit(rows: TrainingRows): FittedCandidate<AdditiveModel> {
    const fitted = fitAdditive(rows, this.#settings, true);
    return new KeptAdditiveFit(fitted.fit, modelOfFit(fitted, rows.prepared, this.#settings.C));
  }
}

class ComparedAdditiveFit implements ComparedFit {
  readonly #fit: AdditiveFit;

  constructor(fit: AdditiveFit) {
    this.#fit = fit;
  }

  decisionFunction(rows: PreparedRows): Float64Array {
    return additiveEta(this.#fit, rows);
  }
}

class KeptAdditiveFit extends ComparedAdditiveFit implements FittedCandidate<AdditiveModel> {
  /** Those of its curves are part of the model. */
  readonly standardErrors = null;
  readonly notes: readonly string[] = [];
  readonly converged: boolean;
  readonly #model: AdditiveModel;

  constructor(fit: AdditiveFit, model: AdditiveModel) {
    super(fit);
    this.converged = model.converged;
    this.#model = model;
  }

  toModel(shift: number): AdditiveModel {
    return { ...this.#model, intercept: this.#model.intercept + shift };
  }
}
