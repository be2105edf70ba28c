import type { AdditiveModel } from '../additive-model/additive-model.js';
import { additiveScoring } from '../additive-model/additive-scoring.js';
import { PropensityError } from '../errors/propensity-error.js';
import type { LinearModel } from '../linear-model/linear-model.js';
import { linearScoring } from '../linear-model/linear-scoring.js';
import type { ScoringFamily } from '../models/scoring-family.js';
import type { Scorable } from '../models/stored-model.js';

/** A fitted model of any family, as stored in artifacts. */
export type Model = LinearModel | AdditiveModel;

/** The part of an artifact that scoring needs, for any family. A `ModelArtifact` is one. */
export type ScorableModel = Scorable<Model>;

/** Every family, by the kind of its models. */
const FAMILIES: { readonly [K in Model['kind']]: ScoringFamily<Extract<Model, { kind: K }>> } = {
  linear: linearScoring,
  additive: additiveScoring,
};

export function isKnownKind(kind: string): kind is Model['kind'] {
  return Object.hasOwn(FAMILIES, kind);
}

/**
 * The family of a model. Files of schema 1 and 2 that were not read by `parseArtifact` name none: they are linear.
 * @throws PropensityError `unknown_model_kind` for a family that this version does not know
 */
export function scoringFamilyOf({ kind = 'linear' }: { readonly kind?: string }): ScoringFamily<Model> {
  // The compiler does not see that a model goes to the family of its own kind.
  if (isKnownKind(kind)) return FAMILIES[kind] as unknown as ScoringFamily<Model>;
  throw new PropensityError('unknown_model_kind', `There is no family of models "${kind}".`, {
    kind: 'usage',
    hint: 'Score with the version that trained the model.',
  });
}
