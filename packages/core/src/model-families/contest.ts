import { AdditiveCandidate } from '../additive-model/additive-candidate.js';
import { logisticRegressionCandidates, mlLogisticRegressionCandidates } from '../linear-model/linear-candidates.js';
import type { Candidate, CandidateSettings } from '../models/candidate.js';
import type { EstimatorName } from '../models/estimator-names.js';
import type { Model } from './scoring-families.js';

/** What a training compares. */
export interface Contest {
  /** Simplest first; one of them is the first choice, by held-out losses. */
  readonly candidates: readonly Candidate<Model>[];
  /** A richer model that is held against the first choice; null: none is. */
  readonly richer: RicherModel | null;
}

export interface RicherModel {
  /** @param first the first choice, whose penalty it takes over */
  after(first: Candidate<Model>): Candidate<Model>;
  /** Taken where held-out rows carry it, or in any case. */
  readonly taken: 'where-better' | 'always';
}

type ContestOf = (settings: CandidateSettings) => Contest;

/** The contest of each estimator that a configuration may name. */
const CONTESTS: Readonly<Record<EstimatorName, ContestOf>> = {
  'logistic-regression': (settings) => ({ candidates: logisticRegressionCandidates(settings), richer: null }),
  'additive-model': (settings) => withAdditive(settings, 'always'),
  // A linear model keeps no constraint.
  auto: (settings) => withAdditive(settings, isConstrained(settings) ? 'always' : 'where-better'),
  'ml-logistic-regression': () => ({ candidates: mlLogisticRegressionCandidates(), richer: null }),
};

function withAdditive(settings: CandidateSettings, taken: RicherModel['taken']): Contest {
  const { constraints = {} } = settings;
  return {
    candidates: logisticRegressionCandidates(settings),
    richer: {
      taken,
      after: ({ hyperparameters: { C } }) => new AdditiveCandidate({ C: C as number, constraints }),
    },
  };
}

function isConstrained({ constraints = {} }: CandidateSettings): boolean {
  return Object.keys(constraints).length > 0;
}

/** What a training with these settings compares. */
export function contestOf(settings: CandidateSettings): Contest {
  return CONTESTS[settings.estimator](settings);
}

/** Whether a linear model may come out: the one that can be fitted from sums of the rows. */
export function mayBeLinear(settings: CandidateSettings): boolean {
  const { candidates, richer } = contestOf(settings);
  return richer?.taken !== 'always' && candidates.every(({ hyperparameters: { C } }) => C !== null);
}

/** The estimators that have no penalty. */
const WITHOUT_PENALTY: readonly EstimatorName[] = ['ml-logistic-regression'];

/** The settings that were given a value but are not used by the estimator, as a configuration names them. */
export function unusedSettings({ estimator, C }: CandidateSettings): string[] {
  return WITHOUT_PENALTY.includes(estimator) && C !== 'auto' ? ['training.C'] : [];
}
