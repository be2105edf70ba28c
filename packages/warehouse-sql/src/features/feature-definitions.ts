import type { FeatureSpec } from '@propensity/core';
import type { PropertyEvents } from '@propensity/core/ports';
import { defineFeature } from './define-feature.js';
import type { Feature } from './feature.js';
import {
  defaultFeatures,
  type FeatureCatalogueOptions,
  featureCatalogue,
  featureSpec,
  matchesPattern,
} from './feature-catalogue.js';
import { ownEventFeatures } from './own-event-features.js';

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
  readonly #options: FeatureCatalogueOptions;
  readonly #added: ReadonlySet<string>;

  /** @throws PropensityError `unknown_feature`, `duplicate_feature`, `bad_feature`, `no_features` */
  constructor(options: FeatureCatalogueOptions) {
    const defaults = defaultFeatures(options.source, options.lookbackDays);
    this.catalogue = featureCatalogue(options, defaults);
    this.#options = options;
    this.#added = new Set(options.features?.add.map(({ name }) => name));
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

  /** The events that features of the catalogue are about by themselves. */
  get knownEvents(): string[] {
    return [...new Set(this.catalogue.flatMap(eventsNeeded))];
  }

  /**
   * The features of a model of a property: the catalogue without what depends on events that nobody performs, then those of the property's
   * own events. Features that the configuration adds are never left out, and one of them keeps its name.
   */
  ofProperty({ own, absent }: PropertyEvents): FeatureSpec[] {
    const isAbsent = new Set(absent);
    const kept = this.catalogue.filter((feature) => {
      const needed = eventsNeeded(feature);
      return this.#added.has(feature.name) || needed.length === 0 || needed.some((event) => !isAbsent.has(event));
    });
    const taken = new Set(this.catalogue.map(({ name }) => name));
    const drop = this.#options.features?.drop ?? [];
    const more = own
      .flatMap((event) => this.#ofEvent(event))
      .filter(({ name }) => !taken.has(name) && !drop.some((pattern) => matchesPattern(name, pattern)));
    return [...kept, ...more].map(featureSpec);
  }

  #ofEvent(event: string): Feature[] {
    const { source, lookbackDays } = this.#options;
    return ownEventFeatures(event, lookbackDays).map((declaration) => defineFeature(declaration, source));
  }

  #find(feature: FeatureSpec): Feature | undefined {
    const known = this.#byIdentity.get(identity(feature));
    if (known !== undefined || feature.event === undefined) return known;
    return this.#ofEvent(feature.event).find((own) => identity(own) === identity(feature));
  }

  /** True where a feature of the configuration reads user properties. */
  get readsUserProperties(): boolean {
    return this.catalogue.some(({ customColumn }) => customColumn !== undefined && 'userProperty' in customColumn);
  }

  /** For each feature of a model or file: the same definition as it is known today, or null. */
  recognise(features: readonly FeatureSpec[]): (FeatureSpec | null)[] {
    return features.map((feature) => {
      const known = this.#find(feature);
      return known === undefined ? null : featureSpec(known);
    });
  }

  /** The features that compute what was asked for. @throws TypeError for one that is not recognised */
  definitionsOf(features: readonly FeatureSpec[]): Feature[] {
    return features.map((feature) => {
      const known = this.#find(feature);
      if (known === undefined) throw new TypeError(`the feature ${feature.name} is not known by that definition`);
      return known;
    });
  }
}

function identity({ name, definitionHash }: Pick<FeatureSpec, 'name' | 'definitionHash'>): string {
  return `${name} ${definitionHash}`;
}

function eventsNeeded({ needs, aggregate }: Feature): readonly string[] {
  return needs ?? aggregate.declares.where?.events ?? [];
}
