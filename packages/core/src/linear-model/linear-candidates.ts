import type { CandidateSettings } from '../models/candidate.js';
import { LinearCandidate } from './linear-candidate.js';
import { LogisticRegression } from './logistic-regression.js';
import { MlLogisticRegression } from './ml-logistic-regression/ml-logistic-regression.js';

/**
 * The penalties that are tried, strongest first. Rare targets need the strong ones: a few hundred positives say little.
 */
export const C_GRID: readonly number[] = [0.001, 0.01, 0.1, 1];

/** Held-out log-losses differ in their third digit; fits that are compared need not be exact to the last. */
export const COMPARED_TOLERANCE = 1e-6;

/** Logistic regressions, one per penalty of the grid or one with the fixed penalty; strongest penalty first. */
export function logisticRegressionCandidates({ C }: Pick<CandidateSettings, 'C'>): LinearCandidate[] {
  const isPenaltyFixed = C !== 'auto';
  return (isPenaltyFixed ? [C] : C_GRID).map(
    (each) =>
      new LinearCandidate('LogisticRegression', new LogisticRegression({ C: each }), {
        comparedBy: new LogisticRegression({ C: each, tol: COMPARED_TOLERANCE }),
        isPenaltyFixed,
      }),
  );
}

/** The single candidate of `ml-logistic-regression`, which has no penalty. */
export function mlLogisticRegressionCandidates(): LinearCandidate[] {
  return [new LinearCandidate('MlLogisticRegression', new MlLogisticRegression())];
}
