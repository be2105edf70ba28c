import type { FeatureSpec } from '@propensity/core';

/**
 * The columns of a snapshot that has these features: they, and those that the configuration has besides. A model leaves features out
 * whose events nobody performed when it was trained; who reads the table still finds every feature of the configuration.
 * @param configured the features of the configuration
 * @param features of a model, or of a training; of two of one name these stand
 */
export function snapshotFeatures(
  configured: readonly FeatureSpec[],
  features: readonly FeatureSpec[],
): readonly FeatureSpec[] {
  const definitions = new Map(configured.map(({ name, definitionHash }) => [name, definitionHash]));
  if (features.every(({ name, definitionHash }) => definitions.get(name) === definitionHash)) return configured;
  const names = new Set(features.map(({ name }) => name));
  return [...features, ...configured.filter(({ name }) => !names.has(name))];
}
