import { logisticRegressionCandidates, mlLogisticRegressionCandidates } from '../linear-model/linear-candidates.js';
import type { Candidate, CandidateSettings } from '../models/candidate.js';
import type { EstimatorName } from '../models/estimator-names.js';
import type { Model } from './scoring-families.js';

/** What each estimator of a configuration puts up for selection. */
const CANDIDATES: Readonly<Record<EstimatorName, (settings: CandidateSettings) => readonly Candidate<Model>[]>> = {
  'logistic-regression': logisticRegressionCandidates,
  'ml-logistic-regression': mlLogisticRegressionCandidates,
};

/** The candidates that a configuration asks for, simplest first. */
export function candidatesOf(settings: CandidateSettings): readonly Candidate<Model>[] {
  return CANDIDATES[settings.estimator](settings);
}
