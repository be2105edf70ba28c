import { applyCalibration } from '../calibration/apply-calibration.js';
import { chooseCalibration } from '../calibration-fitting/choose-calibration.js';
import type { ComputeContext } from '../compute-context/compute-context.js';
import { requireLength } from '../linear-model/check-training-rows.js';
import { logisticRegressionCandidates } from '../linear-model/linear-candidates.js';
import { bestF1Threshold } from '../metrics/best-f1-threshold.js';
import { crossFitScores } from '../model-selection/cross-fit-scores.js';
import { selectCandidate } from '../model-selection/select-candidate.js';
import { userFolds } from '../model-selection/user-folds.js';
import { PreparedRows } from '../models/prepared-rows.js';
import { type ColumnChoices, featuresOf, labelsOf, tableOf } from '../preprocessing/features-of-table.js';
import { Preprocessor } from '../preprocessing/preprocessor.js';
import type { Row, Table } from '../table/table.js';
import { userBucket } from '../windows/user-bucket.js';
import { AdditiveCandidate, type AdditiveCandidateOptions } from './additive-candidate.js';
import { FittedAdditiveClassifier } from './fitted-additive-classifier.js';

export interface AdditiveClassifierOptions extends ColumnChoices, Omit<AdditiveCandidateOptions, 'C'> {
  /** Inverse strength of the L2 penalty of the linear part; `'auto'`, the default: the one that is best for a linear model. */
  readonly C?: number | 'auto';
  /** Number of folds, from 2; default 5. */
  readonly cv?: number;
  /** Levels seen on fewer rows than this share one coefficient of the linear part, "(rare)". Default 20. */
  readonly minFrequency?: number;
}

export interface AdditiveFitOptions {
  /** Rows of one group, such as the rows of one user, are never on both sides of a fold. One per row; default: each row is a group of its own. */
  readonly groups?: ArrayLike<string | number>;
  /** Kernels and threads for the fits; the result is the same to the last bit. */
  readonly compute?: ComputeContext;
}

/**
 * From a table to calibrated probabilities by an additive model: logistic regression, a curve for each feature, and maps of pairs of
 * features, in one fit, each shrunk towards nothing as far as the rows ask for it. It is near gradient boosting in quality, and a sum of
 * numbers that can be read off: see `curves` and `pairs` of what `fit` returns. The same rows give the same model, to the last bit.
 *
 * @example
 * import { AdditiveClassifier } from '@propensity/core/additive-model';
 *
 * const visits = Array.from({ length: 400 }, (_, i) => ({ hour: i % 24, device: i % 2 ? 'mobile' : 'desktop' }));
 * const bought = visits.map(({ hour }, i) => (Math.abs(hour - 12) + (i % 5) < 6 ? 1 : 0));
 * const model = new AdditiveClassifier({ C: 1 }).fit(visits, bought);
 * const [noon, night] = model.predictProba([{ hour: 12, device: 'mobile' }, { hour: 2, device: 'mobile' }]);
 * noon! > 0.5 && night! < 0.5; // → true
 *
 * @see Nori, Jenkins, Koch, Caruana (2019), "InterpretML": `ExplainableBoostingClassifier` has the same form, fitted by boosting
 */
export class AdditiveClassifier {
  readonly options: Readonly<AdditiveClassifierOptions>;

  constructor(options: AdditiveClassifierOptions = {}) {
    this.options = options;
  }

  /**
   * @param X one row per example: a `Table` (nRows × nColumns), or row objects; null, undefined and NaN are missing
   * @param y 0 or 1 (or a boolean), one per row, both present
   * @throws PropensityError `empty_table`, `shape_mismatch`, `bad_labels`, `one_class`, `unknown_column`, `infinite_value`,
   * `bad_constraint`, …
   */
  fit(
    X: Table | readonly Row[],
    y: ArrayLike<number | boolean>,
    { groups, compute }: AdditiveFitOptions = {},
  ): FittedAdditiveClassifier {
    const { C = 'auto', cv = 5, minFrequency = 20, ...settings } = this.options;
    const columns = featuresOf(X, this.options);
    const features = tableOf(X, columns);
    const labels = labelsOf(y, features.nRows);
    if (groups !== undefined) requireLength('groups', groups.length, features.nRows);
    const buckets = Float64Array.from(labels, (_, row) => userBucket(String(groups === undefined ? row : groups[row])));
    const folds = userFolds(buckets, cv, 0);
    const preprocessor = new Preprocessor(columns, { minLevelCount: minFrequency });
    const rows = { features, labels, folds, preprocessor, compute };
    const linear = C === 'auto' ? selectCandidate({ ...rows, candidates: logisticRegressionCandidates({ C }) }) : null;
    const candidate = new AdditiveCandidate({ ...settings, C: linear?.candidate.hyperparameters.C ?? (C as number) });
    const heldOut = crossFitScores({ ...rows, candidate });
    const { calibration, candidates: calibrations } = chooseCalibration(heldOut, labels, folds, { compute });
    const preprocessing = preprocessor.fit(features);
    const prepared = new PreparedRows(features, undefined, preprocessing, { shared: compute?.threads !== undefined });
    return new FittedAdditiveClassifier({
      kind: 'additive-classifier',
      schemaVersion: 1,
      features: columns.map(({ name, kind }) => ({ name, kind })),
      preprocessing: preprocessing.transformers,
      model: candidate.fit({ prepared, labels, compute }).toModel(0),
      calibration,
      calibrations,
      threshold: bestF1Threshold(labels, applyCalibration(calibration, heldOut)),
    });
  }
}
