export { AdditiveCandidate, type AdditiveCandidateOptions, MAX_PAIRS } from '../additive-model/additive-candidate.js';
export {
  AdditiveClassifier,
  type AdditiveClassifierOptions,
  type AdditiveFitOptions,
} from '../additive-model/additive-classifier.js';
export { featureCurves, pairMaps } from '../additive-model/additive-curves.js';
export type { AdditiveModel, FeatureTable, PairTable } from '../additive-model/additive-model.js';
export { type AdditivePart, AdditiveScorer, type ScorableAdditiveModel } from '../additive-model/additive-scorer.js';
export { additiveScoring } from '../additive-model/additive-scoring.js';
export type { Constraint, Constraints } from '../additive-model/constraints.js';
export { BinCoder, type CategoricalBins, type FeatureBins, type NumericBins } from '../additive-model/feature-bins.js';
export {
  type AdditiveClassifierFile,
  type AdditiveExplanation,
  FittedAdditiveClassifier,
} from '../additive-model/fitted-additive-classifier.js';
export { columnValue } from '../additive-model/number-position.js';
export type { CurvePoint, FeatureCurve, PairMap } from '../models/model-shapes.js';
