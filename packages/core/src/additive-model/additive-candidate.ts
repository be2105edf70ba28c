import { PropensityError } from '../errors/propensity-error.js';
import type { Candidate, ComparedFit, FittedCandidate } from '../models/candidate.js';
import type { PreparedRows, TrainingRows } from '../models/prepared-rows.js';
import { additiveEta } from './additive-eta.js';
import type { AdditiveModel } from './additive-model.js';
import type { Constraints } from './constraints.js';
import { type AdditiveFit, type AdditiveSettings, fitAdditive } from './fit-additive.js';
import { modelOfFit } from './model-of-fit.js';

/** The most pairs of features that a model has. */
export const MAX_PAIRS = 20;

const MAX_LEARNT_ROWS = 200_000;

export interface AdditiveCandidateOptions {
  /** Inverse strength of the L2 penalty of the linear part. */
  readonly C: number;
  /** Greatest number of pairs; default 20. */
  readonly maxPairs?: number;
  /** Features whose effect may only rise, only fall, or is none. */
  readonly constraints?: Constraints;
  /**
   * Rows that bins, penalties and pairs are learnt from, at most, as more change them little; the numbers are then fitted to all. Default
   * 200,000.
   */
  readonly maxLearntRows?: number;
  /** Of the sample of rows where there are more. Default 1. */
  readonly seed?: number;
}

/** The additive model as a candidate: logistic regression, a table for each feature, and tables of pairs, in one fit. */
export class AdditiveCandidate implements Candidate<AdditiveModel> {
  readonly kind = 'additive';
  readonly name: string;
  readonly hyperparameters: { readonly C: number; readonly maxPairs: number };
  readonly #settings: AdditiveSettings;

  /** @throws PropensityError `bad_hyperparameter` */
  constructor(options: AdditiveCandidateOptions) {
    const { C, maxPairs = MAX_PAIRS, constraints = {}, maxLearntRows = MAX_LEARNT_ROWS, seed = 1 } = options;
    requireWhole('maxPairs', maxPairs, 0);
    requireWhole('maxLearntRows', maxLearntRows, 1);
    this.name = `AdditiveModel(C=${C}, maxPairs=${maxPairs})`;
    this.hyperparameters = { C, maxPairs };
    this.#settings = { C, maxPairs, constraints, maxLearntRows, seed };
  }

  fitToCompare(rows: TrainingRows): ComparedFit {
    return new ComparedAdditiveFit(fitAdditive(rows, this.#settings, false).fit);
  }

  fit(rows: TrainingRows): FittedCandidate<AdditiveModel> {
    const fitted = fitAdditive(rows, this.#settings, true);
    return new KeptAdditiveFit(fitted.fit, modelOfFit(fitted, rows.prepared, this.#settings.C));
  }
}

function requireWhole(name: string, value: number, from: number): void {
  if (Number.isInteger(value) && value >= from) return;
  throw new PropensityError('bad_hyperparameter', `${name} must be a whole number from ${from}, not ${value}.`, {
    kind: 'usage',
  });
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
