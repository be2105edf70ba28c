import { logisticRegressionCandidates, mlLogisticRegressionCandidates } from '../linear-model/linear-candidates.js';
import type { Candidate, CandidateSettings } from '../models/candidate.js';
import type { EstimatorName } from '../models/estimator-names.js';
import type { Model } from './scoring-families.js';

/** The candidates of each estimator that a configuration may name. */
const CANDIDATES: Readonly<Record<EstimatorName, (settings: CandidateSettings) => readonly Candidate<Model>[]>> = {
  'logistic-regression': logisticRegressionCandidates,
  'ml-logistic-regression': mlLogisticRegressionCandidates,
};

/** The candidates of a configuration, simplest first. */
export function candidatesOf(settings: CandidateSettings): readonly Candidate<Model>[] {
  return CANDIDATES[settings.estimator](settings);
}

/** The estimators that have no penalty. */
const WITHOUT_PENALTY: readonly EstimatorName[] = ['ml-logistic-regression'];

/** The settings that were given a value but are not used by the estimator, as a configuration names them. */
export function unusedSettings({ estimator, C }: CandidateSettings): string[] {
  return WITHOUT_PENALTY.includes(estimator) && C !== 'auto' ? ['training.C'] : [];
}
