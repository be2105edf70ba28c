import type { ComputeContext } from '../compute-context/compute-context.js';
import { PropensityError } from '../errors/propensity-error.js';
import type { Candidate, ComparedFit } from '../models/candidate.js';
import { PreparedRows } from '../models/prepared-rows.js';
import type { PreprocessingEstimator } from '../preprocessing/preprocessor.js';
import { gather, type Table } from '../table/table.js';
import { asDoubles } from '../threads/shared-memory.js';
import { logOddsShifts, type NegativeSample } from './sample-negatives.js';
import { scoreRows } from './score-rows.js';
import { atOnce, type Steps } from './steps.js';

export interface CrossFitOptions {
  readonly features: Table;
  /** 0 or 1, one per row. */
  readonly labels: Float64Array;
  /** Fold of each row; rows with a negative fold are neither fitted nor scored. */
  readonly folds: Int32Array;
  readonly preprocessor: PreprocessingEstimator;
  readonly candidate: Candidate;
  /** Weight of each row; default 1. */
  readonly sampleWeight?: Float64Array;
  /**
   * Fits on a part of the rows only; all rows are still scored, and each fit's log-odds are corrected on all its rows.
   */
  readonly sample?: NegativeSample | undefined;
  /** Kernels and threads for the fits. */
  readonly compute?: ComputeContext | undefined;
}

/** Cross-fitting of several candidates; each may start from the solution of an earlier one. */
export type CrossFitCandidatesOptions = Omit<CrossFitOptions, 'candidate'> & {
  readonly candidates: readonly Candidate[];
};

/**
 * Out-of-fold scores: each fold's rows are scored by a model fitted, preprocessing included, on the other folds.
 * @returns η, one per row; NaN where the fold is negative
 * @throws PropensityError `one_class` when the rows outside some fold lack a class, `too_few_folds`
 */
export function crossFitScores({ candidate, ...options }: CrossFitOptions): Float64Array {
  return crossFitCandidates({ ...options, candidates: [candidate] })[0]!;
}

/** `crossFitScores` of every candidate, with one preprocessing per fold. @throws as `crossFitScores` */
export function crossFitCandidates(options: CrossFitCandidatesOptions): Float64Array[] {
  return atOnce(crossFitSteps(options));
}

/** `crossFitCandidates` in steps: one per fold and candidate. @throws as `crossFitScores` */
export function* crossFitSteps(options: CrossFitCandidatesOptions): Steps<Float64Array[]> {
  const { features, labels, folds, preprocessor, candidates, sampleWeight, sample, compute } = options;
  const rows = Uint32Array.from(folds.keys());
  const shared = compute?.threads !== undefined;
  const used = [...new Set(folds)].filter((fold) => fold >= 0);
  if (used.length < 2) {
    throw new PropensityError('too_few_folds', `Out-of-fold scores need rows in two folds; there are ${used.length}.`);
  }
  const etas = candidates.map(() => new Float64Array(features.nRows).fill(Number.NaN));
  for (const fold of used) {
    const others = rows.filter((row) => folds[row]! >= 0 && folds[row] !== fold);
    const held = rows.filter((row) => folds[row] === fold);
    const fitted = sample === undefined ? others : others.filter((row) => sample.kept[row] === 1);
    const preprocessing = preprocessor.fit(features, fitted);
    const training = {
      prepared: new PreparedRows(features, fitted, preprocessing, { shared }),
      labels: asDoubles(gather(labels, fitted), shared),
      sampleWeight: sampleWeight && gather(sampleWeight, fitted),
      compute,
    };
    const fits: ComparedFit[] = [];
    for (const candidate of candidates) {
      fits.push(candidate.fitToCompare(training, fits));
      yield;
    }
    const shifts = sample && logOddsShifts({ fits, preprocessing, features, labels }, others, sample);
    scoreRows(fits, preprocessing, features, held).forEach((scores, index) => {
      held.forEach((row, i) => {
        etas[index]![row] = scores[i]! + (shifts?.[index] ?? 0);
      });
    });
  }
  return etas;
}
