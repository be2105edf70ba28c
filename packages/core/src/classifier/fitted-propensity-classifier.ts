import type { ComputeContext } from '../compute-context/compute-context.js';
import { PropensityError } from '../errors/propensity-error.js';
import { type Explanation, explain } from '../explanations/explain.js';
import type { FittedModel } from '../jobs/fit-model.js';
import { evaluateScores } from '../metrics/evaluate-scores.js';
import { scorerOf } from '../model-families/scorer-of.js';
import { isKnownKind, scoringFamilyOf } from '../model-families/scoring-families.js';
import type { Scorer } from '../models/scorer.js';
import { tableOf } from '../preprocessing/features-of-table.js';
import type { PreprocessorFeature } from '../preprocessing/preprocessor.js';
import type { Row, Table } from '../table/table.js';

/** A fitted classifier as plain data: what `toJSON` returns and `fromJSON` takes. */
export interface ClassifierFile extends FittedModel {
  readonly kind: 'propensity-classifier';
  readonly schemaVersion: 1;
  readonly features: readonly Pick<PreprocessorFeature, 'name' | 'kind'>[];
}

/**
 * A fitted `PropensityClassifier`: immutable, and the same after it was saved and loaded.
 *
 * @example
 * import { FittedPropensityClassifier, PropensityClassifier } from '@propensity/core';
 *
 * const X = Array.from({ length: 300 }, (_, i) => ({ days: i % 10 }));
 * const y = X.map(({ days }, i) => (days < 3 + (i % 4) ? 1 : 0));
 * const saved = JSON.stringify(new PropensityClassifier().fit(X, y));
 * const model = FittedPropensityClassifier.fromJSON(JSON.parse(saved));
 * model.explain({ days: 1 }).reasons[0]?.feature; // → 'days'
 */
export class FittedPropensityClassifier {
  readonly #file: ClassifierFile;
  readonly #scorer: Scorer;

  /** Made by `PropensityClassifier.fit` and by `fromJSON`. */
  constructor(file: ClassifierFile) {
    this.#file = file;
    this.#scorer = scorerOf(file);
  }

  /**
   * @throws PropensityError `artifact_corrupt` for anything that `toJSON` did not return, `artifact_schema` for a newer
   * file
   */
  static fromJSON(json: unknown): FittedPropensityClassifier {
    const file = json as Partial<ClassifierFile> | null;
    if (typeof file !== 'object' || file?.kind !== 'propensity-classifier') {
      throw new PropensityError('artifact_corrupt', 'This is not a classifier that toJSON returned.');
    }
    if (file.schemaVersion !== 1 || !isKnownKind(String(file.model?.kind))) {
      throw new PropensityError('artifact_schema', 'The classifier was saved by a version that this one cannot read.');
    }
    const whole = file as ClassifierFile;
    const fault = Array.isArray(whole.preprocessing)
      ? scoringFamilyOf(whole.model).fault(whole.model, whole.preprocessing)
      : 'has no preprocessing';
    if (fault !== null) throw new PropensityError('artifact_corrupt', `The classifier ${fault}.`);
    return new FittedPropensityClassifier(whole);
  }

  /** The columns that the model reads. */
  get featureNames(): readonly string[] {
    return this.#scorer.featureNames;
  }

  /** The probability from which a row counts as predicted positive: the best F1 on rows that the fits had not seen. */
  get threshold(): number {
    return this.#file.threshold;
  }

  /**
   * The penalties and calibrations that were tried, with their results on rows that their fits had not seen, and
   * reliability.
   */
  get selection(): FittedModel['selection'] {
    return this.#file.selection;
  }

  /**
   * Calibrated probabilities in (0, 1), one per row. Columns may be in any order; those that are not features are
   * ignored; levels that training had not seen add nothing.
   * @throws PropensityError `unknown_column` where a table lacks a feature, `wrong_column_kind`, `infinite_value`
   */
  predictProba(X: Table | readonly Row[], options: { readonly compute?: ComputeContext } = {}): Float64Array {
    return this.#scorer.predictProba(tableOf(X, this.#file.features), options);
  }

  /**
   * Why a row has its probability. Exact: `baseline`, the reasons and `others` add up to the logit.
   * @throws PropensityError `bad_value`
   */
  explain(row: Row, options: { readonly limit?: number } = {}): Explanation {
    return explain(this.#file, row, options);
  }

  /**
   * The metrics on rows that the model has not seen; precision, recall and F1 at its threshold.
   * @throws PropensityError as the metrics
   */
  evaluate(
    X: Table | readonly Row[],
    y: ArrayLike<number>,
    options: { readonly seed?: number } = {},
  ): ReturnType<typeof evaluateScores> {
    return evaluateScores(y, this.predictProba(X), { threshold: this.threshold, ...options });
  }

  /** Plain data for `JSON.stringify`; it holds nothing but the model. */
  toJSON(): ClassifierFile {
    return this.#file;
  }
}
