export type { ColumnChoices } from '../classifier/classifier-features.js';
export { type ClassifierFile, FittedPropensityClassifier } from '../classifier/fitted-propensity-classifier.js';
export {
  type ClassifierFitOptions,
  PropensityClassifier,
  type PropensityClassifierOptions,
} from '../classifier/propensity-classifier.js';
