import type { ModelArtifact } from '../artifact/model-artifact.js';
import { PropensityError } from '../errors/propensity-error.js';
import { scorerOf } from '../model-families/scorer-of.js';
import type { StagedScores } from '../ports/prediction-store.js';
import { findScoreDisagreement } from './verify-scores.js';

/** Users that are scored in core as well before anything is published. */
const VERIFIED_USERS = 1000;

/**
 * Compares scores in staging with core's, for some users.
 * @throws PropensityError `scores_disagree`
 */
export async function verifyStaged(staged: StagedScores, artifact: ModelArtifact): Promise<void> {
  const { features, proba } = await staged.sample(VERIFIED_USERS, artifact.provenance.seed);
  const found = findScoreDisagreement(scorerOf(artifact), features, proba);
  if (found === null) return;
  const { difference, allowed } = found;
  throw new PropensityError(
    'scores_disagree',
    `The warehouse's scores differ from core's by ${difference.toExponential(2)} where rounding explains ${allowed.toExponential(2)} (one of ${proba.length} users compared); nothing was published.`,
    { hint: 'This is a fault of Propensity: report it with the model file.', details: { worst: difference, allowed } },
  );
}
