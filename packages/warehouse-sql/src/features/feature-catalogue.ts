import { type FeatureSpec, PropensityError } from '@propensity/core';
import { closestName, type FeatureOptions } from '@propensity/core/config';
import type { EventExport } from '../source/event-export.js';
import { addedFeature } from './added-features.js';
import { defineFeature } from './define-feature.js';
import type { Feature } from './feature.js';
import { OWN_EVENT_PREFIX } from './own-event-features.js';

export interface FeatureCatalogueOptions {
  readonly source: EventExport;
  readonly lookbackDays: number;
  readonly features?: Pick<FeatureOptions, 'drop' | 'add'>;
  /**
   * The lookback whose names are dropped, where it is not this one: `events_60d` then means `events_21d` with 21 days, and a name that
   * this lookback does not have is no error.
   */
  readonly dropsOfLookback?: number;
}

/** Names of columns that every snapshot has. */
const RESERVED = ['user_id', 'user_bucket', 'event_count'];

/**
 * The features of a configuration: the source's defaults for its lookback without the dropped ones, then the user's own, for which
 * defaults that came later give way.
 * @param defaults what `defaultFeatures` gives for the source and the lookback
 * @throws PropensityError `unknown_feature` when a dropped name or prefix matches nothing, `duplicate_feature`,
 * `bad_feature`, `no_features`
 */
export function featureCatalogue(
  { source, lookbackDays, features, dropsOfLookback }: FeatureCatalogueOptions,
  defaults = defaultFeatures(source, lookbackDays),
): Feature[] {
  const dropped = new Set<string>();
  for (const pattern of features?.drop ?? []) {
    const own = dropsOfLookback === undefined ? pattern : atLookback(pattern, dropsOfLookback, lookbackDays);
    const matches = defaults.filter(({ name }) => matchesPattern(name, own));
    // Those of the property's own events are not known yet.
    const isOfEvent = pattern.startsWith(OWN_EVENT_PREFIX);
    if (matches.length === 0 && !isOfEvent && dropsOfLookback === undefined) throw unknownFeature(pattern, defaults);
    for (const { name } of matches) dropped.add(name);
  }
  const addedNames = new Set(features?.add.map(({ name }) => name));
  const catalogue = defaults.filter(
    ({ name, givesWay }) => !dropped.has(name) && !(givesWay === true && addedNames.has(name)),
  );
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

/** The name of the same feature, of the whole lookback, with another lookback. */
function atLookback(pattern: string, from: number, to: number): string {
  return pattern.endsWith(`_${from}d`) ? `${pattern.slice(0, -`${from}d`.length)}${to}d` : pattern;
}

/** The source's default features, in the order of their columns. */
export function defaultFeatures(source: EventExport, lookbackDays: number): Feature[] {
  return source.defaultFeatures(lookbackDays).map((declaration) => defineFeature(declaration, source));
}

/** What core needs to know about a feature. */
export function featureSpec({ name, kind, unit, meaning, definitionHash, manyLevels, event }: Feature): FeatureSpec {
  return {
    ...{ name, kind, unit, meaning, definitionHash },
    ...(manyLevels === undefined ? {} : { manyLevels }),
    ...(event === undefined ? {} : { event }),
  };
}

/** True where a feature is dropped by a configuration: its name, or a prefix of it. */
export function matchesPattern(name: string, pattern: string): boolean {
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
