import type { FittedCalibration } from '../calibration/calibration.js';
import type { CalibrationCandidate } from '../calibration-fitting/choose-calibration.js';
import type { ComputeContext } from '../compute-context/compute-context.js';
import { PropensityError } from '../errors/propensity-error.js';
import { evaluateScores } from '../metrics/evaluate-scores.js';
import type { FeatureCurve, PairMap } from '../models/model-shapes.js';
import { tableOf } from '../preprocessing/features-of-table.js';
import type { FittedTransformer } from '../preprocessing/fitted-transformers.js';
import type { PreprocessorFeature } from '../preprocessing/preprocessor.js';
import type { Row, Table } from '../table/table.js';
import { featureCurves, pairMaps } from './additive-curves.js';
import { additiveFault } from './additive-fault.js';
import type { AdditiveModel } from './additive-model.js';
import { type AdditivePart, AdditiveScorer } from './additive-scorer.js';

/** A fitted classifier as plain data: what `toJSON` returns and `fromJSON` takes. */
export interface AdditiveClassifierFile {
  readonly kind: 'additive-classifier';
  readonly schemaVersion: 1;
  readonly features: readonly Pick<PreprocessorFeature, 'name' | 'kind'>[];
  readonly preprocessing: readonly FittedTransformer[];
  readonly model: AdditiveModel;
  readonly calibration: FittedCalibration;
  /** The calibrations that were tried on scores of rows that their fits had not seen. */
  readonly calibrations: readonly CalibrationCandidate[];
  /** The probability from which a row counts as predicted positive. */
  readonly threshold: number;
}

/** Why a row has its probability: `baseline` and all contributions add up to `logit`. */
export interface AdditiveExplanation {
  /** Calibrated. */
  readonly proba: number;
  /** Log-odds before calibration. */
  readonly logit: number;
  /** The mean of the log-odds over the training rows. */
  readonly baseline: number;
  /** Largest first: features by their curves, pairs by their maps. */
  readonly parts: readonly AdditivePart[];
}

/** A fitted `AdditiveClassifier`: immutable, and the same after it was saved and loaded. */
export class FittedAdditiveClassifier {
  readonly #file: AdditiveClassifierFile;
  readonly #scorer: AdditiveScorer;

  /** Made by `AdditiveClassifier.fit` and by `fromJSON`. */
  constructor(file: AdditiveClassifierFile) {
    this.#file = file;
    this.#scorer = new AdditiveScorer(file);
  }

  /** @throws PropensityError `artifact_corrupt` for anything that `toJSON` did not return, `artifact_schema` for a newer file */
  static fromJSON(json: unknown): FittedAdditiveClassifier {
    const file = json as Partial<AdditiveClassifierFile> | null;
    if (typeof file !== 'object' || file?.kind !== 'additive-classifier') {
      throw new PropensityError('artifact_corrupt', 'This is not an additive classifier that toJSON returned.');
    }
    if (file.schemaVersion !== 1 || file.model?.kind !== 'additive') {
      throw new PropensityError('artifact_schema', 'The classifier was saved by a version that this one cannot read.');
    }
    const fault = Array.isArray(file.preprocessing)
      ? additiveFault(file.model, file.preprocessing)
      : 'has no preprocessing';
    if (fault !== null) throw new PropensityError('artifact_corrupt', `The classifier ${fault}.`);
    return new FittedAdditiveClassifier(file as AdditiveClassifierFile);
  }

  /** The columns that the model reads. */
  get featureNames(): readonly string[] {
    return this.#scorer.featureNames;
  }

  /** The probability from which a row counts as predicted positive: the best F1 on rows that the fits had not seen. */
  get threshold(): number {
    return this.#file.threshold;
  }

  /** What each feature adds alone, as a curve with its interval. */
  get curves(): readonly FeatureCurve[] {
    return featureCurves(this.#file.model, this.#file.preprocessing);
  }

  /** What pairs of features add beside their curves, most important first. */
  get pairs(): readonly PairMap[] {
    return pairMaps(this.#file.model, this.#file.preprocessing);
  }

  /**
   * Calibrated probabilities in (0, 1), one per row. Columns may be in any order; those that are not features are ignored; a level that
   * training had not seen counts as one of too few rows.
   * @throws PropensityError `unknown_column` where a table lacks a feature, `wrong_column_kind`, `infinite_value`
   */
  predictProba(X: Table | readonly Row[], options: { readonly compute?: ComputeContext } = {}): Float64Array {
    return this.#scorer.predictProba(tableOf(X, this.#file.features), options);
  }

  /** Why a row has its probability, exactly. @throws PropensityError `bad_value` */
  explain(row: Row): AdditiveExplanation {
    return {
      proba: this.#scorer.predictProbaOne(row),
      logit: this.#scorer.decisionFunctionOne(row),
      baseline: this.#scorer.baseline,
      parts: this.#scorer.partsOne(row),
    };
  }

  /** The metrics on rows that the model has not seen; precision, recall and F1 at its threshold. @throws PropensityError as the metrics */
  evaluate(
    X: Table | readonly Row[],
    y: ArrayLike<number>,
    options: { readonly seed?: number } = {},
  ): ReturnType<typeof evaluateScores> {
    return evaluateScores(y, this.predictProba(X), { threshold: this.threshold, ...options });
  }

  /** Plain data for `JSON.stringify`; it holds nothing but the model. */
  toJSON(): AdditiveClassifierFile {
    return this.#file;
  }
}
