import type { FeatureSpec } from '@propensity/core';
import type { Feature } from './feature.js';
import { defaultFeatures, type FeatureCatalogueOptions, featureCatalogue, featureSpec } from './feature-catalogue.js';

/** SQL of a feature of the user's own. */
export interface FeatureExpression {
  readonly feature: string;
  readonly sql: string;
}

/**
 * The features of a configuration, and every other definition that its source can still compute: features that it has
 * dropped, and the versions that newer ones have replaced.
 */
export class FeatureDefinitions {
  /** The features of the configuration, in the order of their columns. */
  readonly catalogue: readonly Feature[];
  readonly #byIdentity: ReadonlyMap<string, Feature>;

  /** @throws PropensityError `unknown_feature`, `duplicate_feature`, `bad_feature`, `no_features` */
  constructor(options: FeatureCatalogueOptions) {
    const defaults = defaultFeatures(options.source, options.lookbackDays);
    this.catalogue = featureCatalogue(options, defaults);
    const known = [...new Set([...defaults, ...this.catalogue])].flatMap((feature) => [...feature.earlier, feature]);
    this.#byIdentity = new Map(
      known.flatMap((feature) =>
        [feature.formerHash ?? [], feature.definitionHash]
          .flat()
          .map((hash) => [identity({ name: feature.name, definitionHash: hash }), feature] as const),
      ),
    );
  }

  /** The SQL expressions of the configuration's own features. */
  get expressions(): FeatureExpression[] {
    return this.catalogue.flatMap(({ name, customColumn }) =>
      customColumn !== undefined && 'sql' in customColumn ? [{ feature: name, sql: customColumn.sql }] : [],
    );
  }

  /** For each feature of a model or file: the same definition as it is known today, or null. */
  recognise(features: readonly FeatureSpec[]): (FeatureSpec | null)[] {
    return features.map((feature) => {
      const known = this.#byIdentity.get(identity(feature));
      return known === undefined ? null : featureSpec(known);
    });
  }

  /** The features that compute what was asked for. @throws TypeError for one that is not recognised */
  definitionsOf(features: readonly FeatureSpec[]): Feature[] {
    return features.map((feature) => {
      const known = this.#byIdentity.get(identity(feature));
      if (known === undefined) throw new TypeError(`the feature ${feature.name} is not known by that definition`);
      return known;
    });
  }
}

function identity({ name, definitionHash }: Pick<FeatureSpec, 'name' | 'definitionHash'>): string {
  return `${name} ${definitionHash}`;
}
