import type { Scorer } from '../models/scorer.js';
import { type ScorableModel, scoringFamilyOf } from './scoring-families.js';

/**
 * The scorer of a fitted model, whatever its family: of a `ModelArtifact`, or of what `fitModel` gives.
 * @throws PropensityError `unknown_model_kind` for a family that this version does not know, `shape_mismatch` when the model
 * does not fit its preprocessing
 *
 * @example
 * import { scorerOf } from '@propensity/core';
 *
 * const scorer = scorerOf({
 *   preprocessing: [{ kind: 'numeric', name: 'visits', impute: 0, log1p: false, mean: 2, scale: 1, missingIndicator: false }],
 *   model: { kind: 'linear', estimator: 'LogisticRegression', C: 1, coef: [0.5], intercept: 0, nIter: 3, converged: true },
 *   calibration: { method: 'none' },
 * });
 * scorer.predictProbaOne({ visits: 2 }); // → 0.5
 */
export function scorerOf(scorable: ScorableModel): Scorer {
  return scoringFamilyOf(scorable.model).scorer(scorable);
}
