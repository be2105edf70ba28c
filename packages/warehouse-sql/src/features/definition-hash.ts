import { canonicalJson, sha256Hex } from '@propensity/core/hashing';
import type { EventExport } from '../source/event-export.js';
import { eventsOf } from '../source/roles.js';
import type { FeatureDeclaration } from './feature.js';
import { GRAINS } from './grains.js';

/**
 * The identity of a feature: 16 hex digits that change when the feature's meaning changes, and only then. It covers
 * what the feature, its grain and the source declare; never SQL, so that a dialect may be rewritten.
 */
export function definitionHash(declaration: Omit<FeatureDeclaration, 'earlier'>, source: EventExport): string {
  const { name, unit, grain, windowDays, whenNone, aggregate, customColumn, version = 1 } = declaration;
  const { version: grainVersion, roles } = GRAINS[grain];
  const definition = {
    name,
    unit,
    windowDays,
    whenNone,
    version,
    aggregate: aggregate.declares,
    customColumn,
    grain: { name: grain, version: grainVersion, roles: roles.map((role) => [role, eventsOf(source.roles, role)]) },
    source: { type: source.type, versions: versionsRead(declaration, source) },
  };
  return sha256Hex(canonicalJson(definition)).slice(0, 16);
}

/** True when nothing in the feature, its grain or the source has changed since the definition's first version. */
export function isFirstVersion(declaration: Omit<FeatureDeclaration, 'earlier'>, source: EventExport): boolean {
  const { grain, version = 1 } = declaration;
  return version === 1 && GRAINS[grain].version === 1 && Object.keys(versionsRead(declaration, source)).length === 0;
}

/** The versions of the source's columns that a feature reads, without those at version 1. */
function versionsRead(
  { grain, aggregate, customColumn }: Omit<FeatureDeclaration, 'earlier'>,
  { versions }: EventExport,
): Record<string, number> {
  const read: readonly string[] = [
    'events',
    ...(customColumn === undefined ? [] : ['custom']),
    ...GRAINS[grain].columns,
    ...aggregate.declares.columns,
  ];
  return Object.fromEntries(
    Object.entries(versions).filter(([column, version]) => version > 1 && read.includes(column)),
  );
}
