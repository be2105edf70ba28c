import type { Candidate, Hyperparameters } from '../models/candidate.js';
import { type CrossFitCandidatesOptions, crossFitSteps } from './cross-fit-scores.js';
import type { HeldOutGain } from './held-out-gain.js';
import { type HeldOutLoss, heldOutLoss } from './held-out-loss.js';
import { atOnce, type Steps } from './steps.js';

/**
 * `best`: the lowest held-out log-loss. `one-se`: the simplest candidate whose log-loss is at most one standard error
 * above the lowest: a model that the data cannot distinguish from the best.
 */
export type SelectionRule = 'best' | 'one-se';

/** The result of one candidate. */
export interface CandidateResult extends HeldOutLoss {
  /** The kind of its family. */
  readonly kind: string;
  /** Its name in words: `LogisticRegression(C=0.1)`. */
  readonly name: string;
  readonly hyperparameters: Hyperparameters;
  /** Of a richer model that was held against the first choice; left out of the others. */
  readonly gain?: HeldOutGain;
}

export type SelectCandidateOptions<C extends Candidate> = Omit<CrossFitCandidatesOptions, 'candidates'> & {
  readonly candidates: readonly C[];
  readonly rule?: SelectionRule;
};

export interface SelectedCandidate<C extends Candidate> {
  readonly candidate: C;
  /** Out-of-fold η of that candidate, one per row. */
  readonly heldOut: Float64Array;
  /** The result of every candidate, in their order. */
  readonly results: readonly CandidateResult[];
}

/**
 * Chooses among candidates by cross-validation of preprocessing and fit together, folds by user.
 * @param options.candidates simplest first, such as the strongest penalty
 * @throws PropensityError `one_class`, `too_few_folds`
 * @see scikit-learn's `LogisticRegressionCV`; Breiman et al. (1984) and glmnet's `cv.glmnet` for the one-standard-error
 * rule
 */
export function selectCandidate<C extends Candidate>(options: SelectCandidateOptions<C>): SelectedCandidate<C> {
  return atOnce(selectionSteps(options));
}

/** `selectCandidate` in steps: one per fold and candidate. @throws as `selectCandidate` */
export function* selectionSteps<C extends Candidate>(options: SelectCandidateOptions<C>): Steps<SelectedCandidate<C>> {
  const { candidates, rule = 'best', labels, folds } = options;
  const etas = yield* crossFitSteps(options);
  const results = candidates.map((candidate, index) => resultOf(candidate, heldOutLoss(labels, etas[index]!, folds)));
  const chosen = chosenCandidate(results, rule);
  return { candidate: candidates[chosen]!, heldOut: etas[chosen]!, results };
}

export function resultOf({ kind, name, hyperparameters }: Candidate, loss: HeldOutLoss): CandidateResult {
  return { kind, name, hyperparameters, ...loss };
}

/** The position of the candidate that is taken: a richer one whose gain carried it, or else the one that a rule takes of the others, simplest first. */
export function chosenCandidate(
  results: readonly (HeldOutLoss & Pick<CandidateResult, 'gain'>)[],
  rule: SelectionRule,
): number {
  const richer = results.findIndex(({ gain }) => gain?.taken === true);
  return richer >= 0 ? richer : firstChoice(results, rule);
}

/** The position of the candidate that a rule takes among those that were not held against another. */
export function firstChoice(
  results: readonly (HeldOutLoss & Pick<CandidateResult, 'gain'>)[],
  rule: SelectionRule,
): number {
  const compared = results.filter(({ gain }) => gain === undefined);
  const lowest = compared.reduce((best, result) => (result.log_loss < best.log_loss ? result : best));
  const allowed = rule === 'one-se' ? lowest.log_loss + lowest.standard_error : lowest.log_loss;
  return results.findIndex(({ log_loss }) => log_loss <= allowed);
}
