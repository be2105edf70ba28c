import { type FeatureSpec, PropensityError } from '@propensity/core';
import { closestName, type FeatureOptions } from '@propensity/core/config';
import type { EventExport } from '../source/event-export.js';
import { addedFeature } from './added-features.js';
import { defineFeature } from './define-feature.js';
import type { Feature } from './feature.js';

export interface FeatureCatalogueOptions {
  readonly source: EventExport;
  readonly lookbackDays: number;
  readonly features?: FeatureOptions;
  /** A dropped name that is no default of this lookback is no error: it is one of another lookback. False when left out. */
  readonly dropsOfOtherLookbacks?: boolean;
}

/** Names of columns that every snapshot has. */
const RESERVED = ['user_id', 'user_bucket', 'event_count'];

/**
 * The features of a configuration: the source's defaults for its lookback without the dropped ones, then the user's own.
 * @param defaults what `defaultFeatures` gives for the source and the lookback
 * @throws PropensityError `unknown_feature` when a dropped name or prefix matches nothing, `duplicate_feature`,
 * `bad_feature`, `no_features`
 */
export function featureCatalogue(
  { source, lookbackDays, features, dropsOfOtherLookbacks = false }: FeatureCatalogueOptions,
  defaults = defaultFeatures(source, lookbackDays),
): Feature[] {
  const dropped = new Set<string>();
  for (const pattern of features?.drop ?? []) {
    const matches = defaults.filter(({ name }) => matchesPattern(name, pattern));
    if (matches.length === 0 && !dropsOfOtherLookbacks) throw unknownFeature(pattern, defaults);
    for (const { name } of matches) dropped.add(name);
  }
  const catalogue = defaults.filter(({ name }) => !dropped.has(name));
  for (const added of features?.add ?? []) {
    if (RESERVED.includes(added.name) || catalogue.some(({ name }) => name === added.name)) {
      throw new PropensityError('duplicate_feature', `There is already a column named "${added.name}".`, {
        kind: 'usage',
        hint: 'Give the feature another name, or drop the default one.',
        details: { feature: added.name },
      });
    }
    catalogue.push(defineFeature(addedFeature(added, lookbackDays), source));
  }
  if (catalogue.length === 0) {
    throw new PropensityError('no_features', 'Every feature is dropped.', {
      kind: 'usage',
      hint: 'Keep at least one.',
    });
  }
  return catalogue;
}

/** The source's default features, in the order of their columns. */
export function defaultFeatures(source: EventExport, lookbackDays: number): Feature[] {
  return source.defaultFeatures(lookbackDays).map((declaration) => defineFeature(declaration, source));
}

/** What core needs to know about a feature. */
export function featureSpec({ name, kind, unit, meaning, definitionHash }: Feature): FeatureSpec {
  return { name, kind, unit, meaning, definitionHash };
}

function matchesPattern(name: string, pattern: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

function unknownFeature(pattern: string, defaults: readonly Feature[]): PropensityError {
  const names = defaults.map(({ name }) => name);
  const closest = closestName(pattern, names);
  return new PropensityError('unknown_feature', `There is no default feature "${pattern}" to drop.`, {
    kind: 'usage',
    hint: `${closest === undefined || closest === null ? '' : `Did you mean "${closest}"? `}There are: ${names.join(', ')}.`,
    details: { pattern, names },
  });
}
