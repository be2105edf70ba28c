import type { ModelArtifact } from '../artifact/model-artifact.js';
import { PropensityError } from '../errors/propensity-error.js';
import type { FeatureSnapshots } from '../ports/feature-snapshots.js';
import type { FeatureSpec } from '../table/feature-spec.js';

/**
 * For each feature of a model or file: the same definition as the stack has it today, or null where it no longer has
 * it.
 */
export function recogniseFeatures(
  { features: own, knownDefinitions }: FeatureSnapshots,
  features: readonly FeatureSpec[],
): readonly (FeatureSpec | null)[] {
  if (knownDefinitions !== undefined) return knownDefinitions.recognise(features);
  return features.map((feature) => own.find((each) => isSame(each, feature)) ?? null);
}

/** Names of the features that can no longer be computed as they were when the model was fitted. */
export function forgottenFeatures(snapshots: FeatureSnapshots, features: readonly FeatureSpec[]): string[] {
  const known = recogniseFeatures(snapshots, features);
  return features.filter((_, index) => known[index] === null).map(({ name }) => name);
}

/** True when the snapshots that training reads have these very features, by definition and not by name alone. */
export function areCurrent(snapshots: FeatureSnapshots, features: readonly FeatureSpec[]): boolean {
  return recogniseFeatures(snapshots, features).every(
    (known) => known !== null && snapshots.features.some((own) => isSame(own, known)),
  );
}

/**
 * The snapshots that a model is scored on, with the definitions that it was fitted on, even where newer ones have
 * replaced them since.
 * @throws PropensityError `features_changed` (kind `refused`) when one of them is no longer known.
 */
export function snapshotsOfModel(
  snapshots: FeatureSnapshots,
  { name, features }: Pick<ModelArtifact, 'name' | 'features'>,
): FeatureSnapshots {
  const names = forgottenFeatures(snapshots, features);
  if (names.length === 0) return snapshots.knownDefinitions?.snapshotsOf(features) ?? snapshots;
  throw new PropensityError(
    'features_changed',
    `The model ${name} was fitted on features that are now computed differently or not at all: ${names.join(', ')}.`,
    {
      kind: 'refused',
      hint: 'Train again, or restore the features in the configuration.',
      details: { features: names },
    },
  );
}

function isSame(a: FeatureSpec, b: FeatureSpec): boolean {
  return a.name === b.name && a.definitionHash === b.definitionHash;
}
