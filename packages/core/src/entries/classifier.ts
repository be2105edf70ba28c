export { type ClassifierFile, FittedPropensityClassifier } from '../classifier/fitted-propensity-classifier.js';
export {
  type ClassifierFitOptions,
  PropensityClassifier,
  type PropensityClassifierOptions,
} from '../classifier/propensity-classifier.js';
export type { ColumnChoices } from '../preprocessing/features-of-table.js';
