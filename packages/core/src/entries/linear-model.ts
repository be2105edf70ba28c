export { FittedLogisticRegression } from '../linear-model/fitted-logistic-regression.js';
export { isCentredFirst } from '../linear-model/is-centred-first.js';
export { LinearCandidate, type LinearCandidateOptions } from '../linear-model/linear-candidate.js';
export { C_GRID, logisticRegressionCandidates } from '../linear-model/linear-candidates.js';
export type { LinearColumnEffect } from '../linear-model/linear-effects.js';
export type { FittedLinearModel, LinearEstimator, LinearFitOptions } from '../linear-model/linear-estimator.js';
export type { LinearModel } from '../linear-model/linear-model.js';
export { LinearScorer, type ScorableLinearModel } from '../linear-model/linear-scorer.js';
export {
  LogisticRegression,
  type LogisticRegressionFitOptions,
  type LogisticRegressionOptions,
} from '../linear-model/logistic-regression.js';
export {
  MlLogisticRegression,
  type MlLogisticRegressionOptions,
} from '../linear-model/ml-logistic-regression/ml-logistic-regression.js';
export { separatesClasses } from '../linear-model/separates-classes.js';
export { MAX_STANDARD_ERRORS, standardErrors } from '../linear-model/standard-errors.js';
