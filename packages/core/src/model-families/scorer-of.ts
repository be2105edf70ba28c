import type { Scorer } from '../models/scorer.js';
import { type ScorableModel, scoringFamilyOf } from './scoring-families.js';

/**
 * The scorer of a fitted model, whatever its family: of a `ModelArtifact`, or of what `fitModel` gives.
 * @throws PropensityError `unknown_model_kind` for a family that this version does not know, `shape_mismatch` when the model
 * does not fit its preprocessing
 */
export function scorerOf(scorable: ScorableModel): Scorer {
  return scoringFamilyOf(scorable.model).scorer(scorable);
}
