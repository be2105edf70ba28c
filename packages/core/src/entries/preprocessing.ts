export {
  type DesignCategorical,
  type DesignMatrix,
  type DesignNumeric,
  designRows,
} from '../preprocessing/design-matrix.js';
export { FittedPreprocessor } from '../preprocessing/fitted-preprocessor.js';
export {
  designColumnNames,
  type FittedCategorical,
  type FittedNumeric,
  type FittedTransformer,
  hasRareLevel,
  MISSING_LEVEL,
  RARE_LEVEL,
} from '../preprocessing/fitted-transformers.js';
export {
  DEFAULT_LOG1P_UNITS,
  type PreprocessingEstimator,
  Preprocessor,
  type PreprocessorFeature,
  type PreprocessorOptions,
} from '../preprocessing/preprocessor.js';
